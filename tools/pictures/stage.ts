import { join } from "node:path";
import { cliCommand } from "../../tests/support/cli/cli_process.ts";
import { poll } from "../../tests/support/poll.ts";
import { runProcess } from "../../tests/support/cli/process.ts";
import { holds, type Wanted } from "../../tests/support/cli/wanted.ts";

/** Size of the recorded terminal, in characters. */
export interface StageSize {
  readonly columns: number;
  readonly rows: number;
}

/** A home with a short name, because it shows in the pictures. */
const home = "/tmp/alice";
const keyPauseMs = 60;

/**
 * A recorded terminal with two shells side by side, in a separate network, so that nothing listens
 * on localhost:9092 at first. `asciinema` records it from the start; {@link Stage.end} returns the
 * recording.
 */
export class Stage implements AsyncDisposable {
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string>>;

  private constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.#env = env;
  }

  /** @throws If the home of the recording exists, or a program is missing or not permitted. */
  static async open({ columns, rows }: StageSize): Promise<Stage> {
    Deno.mkdirSync(home, { mode: 0o700 });
    const folder = await Deno.makeTempDir({ prefix: "wah-pictures-" });
    const stage = new Stage(folder, await environment(folder));
    try {
      await stage.#start({ columns, rows });
      return stage;
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #start({ columns, rows }: StageSize): Promise<void> {
    const size = ["-x", String(columns), "-y", String(rows)];
    // A shell that is not interactive, such as the one that tmux uses, drops PS1.
    const shell = "exec env PS1='$ ' bash --noprofile --norc -i";
    await this.#inner(
      ["new-session", "-d", "-s", "stage", ...size, shell],
      ["unshare", "-n", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"],
    );
    await this.#inner(["set-option", "-g", "status", "off"]);
    await this.#inner(["set-option", "-g", "pane-border-style", "fg=brightblack"]);
    await this.#inner(["set-option", "-g", "pane-active-border-style", "fg=brightblack"]);
    await this.#inner(["split-window", "-h", "-t", "stage", shell]);
    for (const pane of [0, 1]) await this.waitFor(pane, /^\$/);
    const attach = `tmux -u -S ${this.#socket("inner")} attach -t stage`;
    const record = ["asciinema", "rec", "-q", "-c", attach, join(this.#folder, "cast")];
    await this.#tmux("outer", ["new-session", "-d", "-s", "camera", ...size, ...record]);
    await poll(
      async () => (await this.#inner(["list-clients"])).includes("stage") ? true : undefined,
      () => "asciinema did not start",
    );
  }

  #socket(name: string): string {
    return join(this.#folder, name);
  }

  #inner(args: readonly string[], prefix: readonly string[] = []): Promise<string> {
    return this.#tmux("inner", args, prefix);
  }

  async #tmux(
    server: string,
    args: readonly string[],
    prefix: readonly string[] = [],
  ): Promise<string> {
    const words = ["tmux", "-f", "/dev/null", "-u", "-S", this.#socket(server), ...args];
    const result = await runProcess("env", [...prefix, ...words], { env: this.#env });
    if (result.status !== 0) throw new Error(`tmux ${args.join(" ")}: ${result.stderr}`);
    return result.stdout;
  }

  /** Types a line in a pane, a few characters at a time, and presses Enter. */
  async type(pane: number, line: string): Promise<void> {
    for (const part of line.match(/.{1,3}/gu) ?? []) {
      await this.#inner(["send-keys", "-t", `stage.${pane}`, "-l", "--", part]);
      await pause(keyPauseMs);
    }
    await pause(300);
    await this.press(pane, "Enter");
  }

  /** Presses a key by its tmux name. */
  async press(pane: number, key: string): Promise<void> {
    await this.#inner(["send-keys", "-t", `stage.${pane}`, "--", key]);
  }

  /** Waits until a pane shows `wanted`. */
  async waitFor(pane: number, wanted: Wanted): Promise<void> {
    let shown = "";
    await poll(async () => {
      shown = await this.#inner(["capture-pane", "-p", "-J", "-t", `stage.${pane}`]);
      return holds(shown.trimEnd(), wanted) ? true : undefined;
    }, () => `pane ${pane} did not show ${wanted}; it shows:\n${shown}`);
  }

  /** Ends the recording and returns it, in version 2 of asciinema's format. */
  async end(): Promise<string> {
    await this.#inner(["detach-client", "-s", "stage"]);
    await poll(async () => {
      const result = await runProcess("tmux", ["-S", this.#socket("outer"), "list-sessions"]);
      return result.status === 0 ? undefined : true;
    }, () => "asciinema did not end");
    return await Deno.readTextFile(join(this.#folder, "cast"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of ["outer", "inner"]) {
      await runProcess("tmux", ["-S", this.#socket(server), "kill-server"]);
    }
    await runProcess(join(this.#folder, "wah"), ["dev", "stop"], { env: this.#env });
    await Deno.remove(this.#folder, { recursive: true });
    await Deno.remove(home, { recursive: true });
  }
}

/** Pauses for the viewer; nothing that is recorded depends on it. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Puts `wah` on PATH, and returns the environment of everything that is recorded. */
async function environment(folder: string): Promise<Record<string, string>> {
  const quoted = cliCommand([]).map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  await Deno.writeTextFile(join(folder, "wah"), `#!/bin/sh\nexec ${quoted} "$@"\n`, {
    mode: 0o755,
  });
  const { stdout } = await runProcess(Deno.execPath(), ["info", "--json"]);
  const { denoDir }: { denoDir: string } = JSON.parse(stdout);
  return {
    HOME: home,
    PATH: `${folder}:${Deno.env.get("PATH") ?? ""}`,
    LANG: "C.UTF-8",
    TERM: "xterm-256color",
    DENO_DIR: denoDir,
    DENO_NO_UPDATE_CHECK: "1",
  };
}
