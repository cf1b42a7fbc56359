import { cliCommand } from "../tests/support/cli/cli_process.ts";

const encoder = new TextEncoder();

/** A `wah chat` on a terminal of script(1), with access to its keys and its screen. */
export class TerminalChat {
  readonly #child: Deno.ChildProcess;
  readonly #keys: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reading: Promise<void>;
  readonly #waiters = new Map<string, (at: number) => void>();
  #shown = "";

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#keys = child.stdin.getWriter();
    this.#reading = this.#read();
  }

  static start(
    options: { readonly user: string; readonly room: string; readonly brokers: string },
  ): TerminalChat {
    const { user, room, brokers } = options;
    const args = ["chat", "-u", user, "-t", room, "-b", brokers, "--no-presence"];
    const line = cliCommand(args).join(" ");
    return new TerminalChat(
      new Deno.Command("script", {
        args: ["-qefc", line, "/dev/null"],
        stdin: "piped",
        stdout: "piped",
      }).spawn(),
    );
  }

  /**
   * Resolves with the time at which `text` appeared on the screen. Wait for each text exactly once.
   */
  seen(text: string): Promise<number> {
    if (this.#shown.includes(text)) return Promise.resolve(performance.now());
    return new Promise((resolve) => this.#waiters.set(text, resolve));
  }

  async type(keys: string): Promise<void> {
    await this.#keys.write(encoder.encode(keys));
  }

  async quit(): Promise<void> {
    await this.type("/quit\r");
    await this.#reading;
    await this.#child.status;
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of this.#child.stdout) {
      const at = performance.now();
      this.#shown = (this.#shown + decoder.decode(chunk, { stream: true })).slice(-10_000);
      for (const [text, resolve] of this.#waiters) {
        if (!this.#shown.includes(text)) continue;
        this.#waiters.delete(text);
        resolve(at);
      }
    }
  }
}
