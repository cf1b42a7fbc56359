import { join } from "node:path";
import { poll } from "../poll.ts";
import { runProcess } from "./process.ts";
import { holds, type Wanted } from "./wanted.ts";

/** A program in a terminal, and the terminal's size. */
export interface TerminalOptions {
  readonly command: readonly string[];
  readonly columns?: number;
  readonly rows?: number;
  /** Variables added to the environment of the tmux server. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A tmux server for one test, on a separate socket; disposing of it ends every program in it. */
export class Tmux implements AsyncDisposable {
  readonly #folder: string;
  #screens = 0;

  constructor() {
    this.#folder = Deno.makeTempDirSync({ prefix: "wah-tmux-" });
  }

  /** Runs one tmux command and returns its output. */
  async run(args: readonly string[]): Promise<string> {
    const socket = join(this.#folder, "socket");
    const result = await runProcess("tmux", ["-f", "/dev/null", "-u", "-S", socket, ...args]);
    if (result.status !== 0) throw new Error(`tmux ${args.join(" ")}: ${result.stderr}`);
    return result.stdout;
  }

  /** Starts a program in a new terminal, which stays readable after the program has exited. */
  async open(options: TerminalOptions): Promise<Screen> {
    const name = `screen${++this.#screens}`;
    const size = ["-x", String(options.columns ?? 80), "-y", String(options.rows ?? 24)];
    const variables = Object.entries({ TERM: "tmux-256color", ...options.env })
      .map(([key, value]) => `${key}=${value}`);
    await this.run([
      ...["new-session", "-d", "-s", name, ...size],
      ...["env", ...variables, ...options.command],
      ...[";", "set-option", "-t", name, "remain-on-exit", "on"],
      ...[";", "set-option", "-t", name, "status", "off"],
    ]);
    return new Screen(this, name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Fails if the last terminal is closed already, because the server ends with it.
    const panes = await this.run(["list-panes", "-a", "-F", "#{pane_pid}"]).catch(() => "");
    await this.run(["kill-server"]).catch(() => {});
    // The programs may still write files before they exit.
    for (const pid of panes.split("\n").filter((text) => text !== "")) await exited(pid);
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** Resolves when a process has exited. */
async function exited(pid: string): Promise<void> {
  await poll(async () => {
    const { stdout } = await runProcess("ps", ["-o", "stat=", "-p", pid]);
    // A process that its parent has not waited for stays as a zombie.
    return /^\s*(Z|$)/.test(stdout) ? true : undefined;
  }, () => `process ${pid} still runs`);
}

/** One terminal of a {@link Tmux} server. */
export class Screen {
  readonly #tmux: Tmux;
  readonly #name: string;

  constructor(tmux: Tmux, name: string) {
    this.#tmux = tmux;
    this.#name = name;
  }

  /** Types text as it is. */
  async type(text: string): Promise<void> {
    await this.#tmux.run(["send-keys", "-t", this.#name, "-l", "--", text]);
  }

  /** Presses keys by tmux's names: `Enter`, `C-c`, `Up`, `BSpace`. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#tmux.run(["send-keys", "-t", this.#name, "--", ...keys]);
  }

  /** Pastes tmux's buffer as a terminal does: in brackets if the program requested them. */
  async paste(): Promise<void> {
    await this.#tmux.run(["paste-buffer", "-p", "-t", this.#name]);
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux.run([
      ...["resize-window", "-t", this.#name, "-x", String(columns), "-y", String(rows)],
    ]);
  }

  /**
   * Returns the text on the terminal, without trailing blanks; with `history`, scrolled lines too.
   */
  async capture(options: { readonly history?: boolean } = {}): Promise<string> {
    const from = options.history ? ["-S", "-"] : [];
    const text = await this.#tmux.run(["capture-pane", "-p", ...from, "-t", this.#name]);
    return text.replace(/\s+$/, "");
  }

  /** Waits until the screen contains `wanted` and returns it; fails with the screen otherwise. */
  async waitFor(wanted: Wanted): Promise<string> {
    let screen = "";
    return await poll(async () => {
      screen = await this.capture();
      return holds(screen, wanted) ? screen : undefined;
    }, () => `the screen did not show ${wanted}; it shows:\n${screen}`);
  }

  /** Waits until the program has exited and returns its exit status. */
  async exitStatus(): Promise<number> {
    const format = "#{pane_dead}:#{pane_dead_status}:#{pane_dead_signal}";
    let shown = "";
    return await poll(async () => {
      shown = await this.#tmux.run(["display-message", "-p", "-t", this.#name, format]);
      const [dead, status, signal] = shown.trim().split(":");
      if (status) return Number(status);
      if (signal) return 128 + Number(signal);
      // tmux 3.3a can miss the exit of a child; the exit of another child makes it check again.
      if (dead === "1") await this.#tmux.run(["run-shell", "true"]);
      return undefined;
    }, () => `the program did not end; tmux says ${shown}`);
  }
}
