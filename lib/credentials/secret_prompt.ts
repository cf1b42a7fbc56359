import { abortable } from "../async/abortable.ts";
import { InterruptedError } from "../errors.ts";
import { visible } from "../text/visible.ts";
import { canAskSecret, type CredentialContext } from "./credential_context.ts";
import { CredentialError } from "./credential_error.ts";

const [ctrlC, ctrlD, backspace, ctrlU, del] = ["\x03", "\x04", "\b", "\x15", "\x7f"];

/** The keys of a terminal in raw mode. */
interface Keys {
  read(): Promise<Uint8Array | null>;
  setRaw(isRaw: boolean): void;
  /** Writes on the terminal; not on stdout, which may be a pipe. */
  write(text: string): Promise<void>;
  release(): void;
}

/**
 * Asks for a secret on the terminal, without showing what is typed: Enter ends it, Backspace
 * deletes a character, Ctrl-U all of them.
 *
 * @throws {CredentialError} If there is no terminal.
 * @throws {InterruptedError} If the user presses Ctrl-C, or Ctrl-D on an empty line, or the
 * terminal is closed.
 * @throws The signal's reason if it aborts first.
 */
export async function promptSecret(name: string, context: CredentialContext): Promise<string> {
  const { signal } = context;
  signal.throwIfAborted();
  const keys = openKeys(context);
  if (keys === null) {
    throw new CredentialError("no-terminal", `Cannot ask for the ${name}: there is no terminal`);
  }
  const label = visible(name);
  keys.setRaw(true);
  try {
    await keys.write(`${label[0]!.toUpperCase()}${label.slice(1)}: `);
    return await readHidden(keys, signal);
  } finally {
    keys.setRaw(false);
    keys.release();
    await keys.write("\n");
  }
}

async function readHidden(keys: Keys, signal: AbortSignal): Promise<string> {
  const decoder = new TextDecoder();
  let typed: string[] = [];
  for (;;) {
    const bytes = await abortable(keys.read(), signal);
    if (bytes === null) throw new InterruptedError();
    for (const character of decoder.decode(bytes, { stream: true })) {
      if (character === "\r" || character === "\n") return typed.join("");
      if (character === ctrlC || character === ctrlD && typed.length === 0) {
        throw new InterruptedError();
      }
      if (character === backspace || character === del) typed.pop();
      else if (character === ctrlU) typed = [];
      else if (character >= " ") typed.push(character);
    }
  }
}

function openKeys(context: CredentialContext): Keys | null {
  const { terminal, stdin, stderr } = context;
  if (terminal !== undefined) {
    return {
      read: () => terminal.read(),
      setRaw: (isRaw) => terminal.setRaw(isRaw),
      write: async (text) => {
        terminal.write(text);
        await terminal.drain();
      },
      release: () => {},
    };
  }
  const { setRaw } = stdin;
  if (setRaw === undefined || !canAskSecret(context)) return null;
  const reader = stdin.readable.getReader();
  return {
    read: async () => (await reader.read()).value ?? null,
    setRaw: (isRaw) => setRaw(isRaw),
    write: (text) => stderr.write(text),
    release: () => reader.releaseLock(),
  };
}
