import type { SecretSource } from "../settings/connection_settings.ts";
import type { CredentialContext } from "./credential_context.ts";
import { CredentialError } from "./credential_error.ts";

/** The secrets that were read, by their name and source: each is read once per process. */
const known = new Map<string, Promise<string>>();

/**
 * Reads a secret, at the first call for this `name` and source only.
 *
 * @param name What it is, for prompts and errors, for example `password of "alice"`. No error
 * contains the secret.
 * @throws {CredentialError} If it cannot be read or is empty, if other users can read its file, or
 * if there is no terminal to type it on.
 * @throws {InterruptedError} If the user cancels the prompt.
 */
export async function readSecret(
  source: SecretSource,
  name: string,
  context: CredentialContext,
): Promise<string> {
  if (source.kind === "value") return source.value;
  const id = JSON.stringify([name, source]);
  const reading = known.get(id) ?? read(source, name, context);
  known.set(id, reading);
  try {
    return await reading;
  } catch (error) {
    known.delete(id);
    throw error;
  }
}

async function read(
  source: Exclude<SecretSource, { readonly kind: "value" }>,
  name: string,
  context: CredentialContext,
): Promise<string> {
  if (source.kind === "prompt") {
    const { promptSecret } = await (import("./secret_prompt.ts" as string) as Promise<
      typeof import("./secret_prompt.ts")
    >);
    return checked(await promptSecret(name, context), name, "nothing was typed");
  }
  if (source.kind === "file") return await readSecretFile(source.path, name, context);
  return await runSecretCommand(source.command, name, context);
}

/**
 * Reads the first line of a file that holds a secret.
 *
 * @throws {CredentialError} As {@link readSecret}.
 */
export async function readSecretFile(
  path: string,
  name: string,
  context: CredentialContext,
): Promise<string> {
  const { readSettingsFile } =
    await (import("./settings_file.ts" as string) as Promise<typeof import("./settings_file.ts")>);
  const bytes = await readSettingsFile(path, name, { isSecret: true, os: context.machine.os });
  return checked(firstLine(bytes), name, `the first line of "${path}" is empty`);
}

/**
 * Runs a shell command and returns the first line that it prints. It reads the terminal and writes
 * its errors there; it gets this process's environment, from which `main.ts` has removed secrets.
 *
 * @throws {CredentialError} If the command fails, or prints nothing.
 * @throws The signal's reason if it aborts first.
 */
export async function runSecretCommand(
  command: string,
  name: string,
  { machine, signal }: CredentialContext,
): Promise<string> {
  signal.throwIfAborted();
  const child = spawnShell(command, name, machine.os === "windows");
  const stop = (): void => {
    try {
      child.kill("SIGTERM");
    } catch (error) {
      // It has ended in the meantime.
      if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
    }
  };
  signal.addEventListener("abort", stop);
  try {
    const { success, code, signal: ending, stdout } = await child.output();
    signal.throwIfAborted();
    if (success) return checked(firstLine(stdout), name, "its command printed no line");
    const found = ending === null ? `exited with status ${code}` : `was ended by ${ending}`;
    throw new CredentialError("command", `Cannot get the ${name}: its command ${found}`, {
      hint: "Run the command in a shell to see what it reports",
    });
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function spawnShell(command: string, name: string, isWindows: boolean): Deno.ChildProcess {
  const shell = isWindows ? "cmd" : "sh";
  try {
    return new Deno.Command(shell, {
      args: isWindows ? ["/d", "/s", "/c", `"${command}"`] : ["-c", command],
      windowsRawArguments: isWindows,
      stdin: "inherit",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new CredentialError("command", `Cannot get the ${name}: no program "${shell}"`, {
      cause,
    });
  }
}

function firstLine(bytes: Uint8Array): string {
  const [line = ""] = new TextDecoder().decode(bytes).split("\n", 1);
  return line.replace(/\r$/, "");
}

function checked(secret: string, name: string, found: string): string {
  if (secret !== "") return secret;
  throw new CredentialError("empty-secret", `Cannot use the ${name}: ${found}`);
}
