import type { TerminalSize } from "../../../../../lib/context.ts";
import type { Background } from "../../../../../lib/chat/terminal/full/theme.ts";
import { chatOnTerminal } from "../../../../../lib/chat/terminal/terminal.ts";
import type { Bell } from "../../../../../lib/chat/terminal/bell.ts";
import { typedTerminal } from "../../../../support/cli/typed_terminal.ts";
import { poll } from "../../../../support/poll.ts";
import { FakeSession } from "../../_fake_session.ts";
import { post, record } from "../../_records.ts";
import { Emulator } from "./_emulator.ts";

/** The time of the first message. */
const firstTime = new Date(2026, 7, 2, 9, 5).getTime();

/** Returns a time as records have it. */
export function at(seconds: number): bigint {
  return BigInt(firstTime + seconds * 1_000);
}

/** A session with history in its room. */
export function talkedSession(): FakeSession {
  const session = new FakeSession();
  void session.queue.push({
    kind: "history",
    channel: session.current,
    firstUnread: { partition: 0, offset: 2n },
    unread: 1,
    records: [
      record(0n, post("bob", "good morning"), at(0)),
      record(1n, post("alice", "good mornign"), at(60)),
      record(2n, post("bob", "alice, lunch?"), at(24 * 3_600)),
    ],
  });
  return session;
}

/** How a {@link FullTerminal} starts. */
export interface FullTerminalOptions extends Partial<TerminalSize> {
  readonly session?: FakeSession;
  readonly isFull?: boolean;
  readonly styled?: boolean;
  readonly bell?: Bell;
  readonly background?: Background | undefined;
  /** The variables of the environment. Default: a terminal with 256 colors. */
  readonly env?: Readonly<Record<string, string>>;
  readonly openLink?: (url: string) => Promise<void>;
}

/** A chat on the screen of a terminal emulator. */
export class FullTerminal implements AsyncDisposable {
  readonly session: FakeSession;
  readonly emulator: Emulator;
  readonly done: Promise<void>;
  /** Everything that was written, control sequences included. */
  written = "";
  readonly #controller = new AbortController();
  readonly #type: (text: string) => void;
  #size: TerminalSize;
  #shown: Promise<void> = Promise.resolve();
  readonly #resized = new Set<() => void>();

  constructor(options: FullTerminalOptions = {}) {
    const { columns = 60, rows = 15, isFull = true, session = new FakeSession() } = options;
    this.#size = { columns, rows };
    this.session = session;
    this.emulator = new Emulator(this.#size);
    const { terminal, type } = typedTerminal((text) => {
      this.written += text;
      this.#shown = this.emulator.write(text);
    });
    this.#type = type;
    this.done = chatOnTerminal(session, {
      terminal: {
        ...terminal,
        size: () => this.#size,
        drain: () => this.#shown,
        onResize: (listener) => {
          this.#resized.add(listener);
          return { [Symbol.dispose]: () => void this.#resized.delete(listener) };
        },
      },
      styled: options.styled ?? false,
      historyLimit: 20,
      bell: options.bell ?? "off",
      now: () => firstTime,
      signal: this.#controller.signal,
      full: {
        isFirst: isFull,
        broker: "kafka:9092",
        background: "background" in options ? options.background : "dark",
        env: (name) => (options.env ?? { TERM: "xterm-256color" })[name],
        openLink: options.openLink ?? (() => Promise.resolve()),
      },
    });
    this.done.catch(() => {});
  }

  /** Types text, as the bytes that a terminal sends. */
  press(keys: string): void {
    this.#type(keys);
  }

  resize(size: TerminalSize): void {
    this.#size = size;
    this.emulator.resize(size);
    for (const listener of this.#resized) listener();
  }

  /** Aborts the chat, as a signal does. */
  abort(reason: unknown): void {
    this.#controller.abort(reason);
  }

  /** The rows of the screen, once the emulator has handled everything. */
  async screen(): Promise<string> {
    await this.#shown;
    return this.emulator.rows().join("\n");
  }

  /** Waits until the screen contains a text or matches an expression, and returns it. */
  async waitFor(wanted: string | RegExp): Promise<string> {
    let screen = "";
    return await poll(async () => {
      screen = await this.screen();
      const isShown = typeof wanted === "string" ? screen.includes(wanted) : wanted.test(screen);
      return isShown ? screen : undefined;
    }, () => `the screen did not show ${wanted}; it shows:\n${screen}`);
  }

  /** Leaves the chat, and waits for its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#controller.abort(new Error("the test is over"));
    await this.done.catch(() => {});
    await this.emulator.write("");
    this.emulator[Symbol.dispose]();
  }
}
