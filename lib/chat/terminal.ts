import type { Terminal } from "../context.ts";
import { FailedError } from "../errors.ts";
import { visible } from "../text/visible.ts";
import { entryLine, type LineStyle, noticeLine } from "./line.ts";
import { type ChatRecord, placeKey } from "./message.ts";
import { Screen } from "./screen.ts";
import { channelKey } from "./channel.ts";
import type { Session } from "./session.ts";
import type { SessionEvent } from "./session_event.ts";
import { parseTyped, slashCommands } from "./slash.ts";
import { dayOf, timeOfDay } from "./time_of_day.ts";
import { type Entry, Timeline } from "./timeline.ts";

/** How a chat on a terminal looks, and what else ends it. */
export interface TerminalChatOptions {
  readonly terminal: Terminal;
  readonly styled: boolean;
  /** Most lines of history that are shown. */
  readonly historyLimit: number;
  /** Milliseconds since the Unix epoch, now. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Records remembered so that edits find their message, and numbers theirs. */
const maxRemembered = 10_000;
/** How long leaving waits for what is unsent. */
const leaveTimeoutMs = 5_000;

const help = [
  ...slashCommands.map(({ name, argument, summary }) =>
    `${`/${name} ${argument}`.padEnd(18)}${summary}`
  ),
  "//…               say a text that begins with a slash",
];

/**
 * Chats on a terminal, line by line: history, then what comes, above a prompt.
 *
 * Returns when the user leaves. What is not sent by then is waited for, a few seconds long or until
 * the user leaves again.
 *
 * @throws {FailedError} When messages were left unsent.
 * @throws The signal's reason, when it aborts; the terminal is then as it was.
 */
export async function chatOnTerminal(
  session: Session,
  options: TerminalChatOptions,
): Promise<void> {
  using chat = new TerminalChat(session, options);
  await chat.run();
}

class TerminalChat implements Disposable {
  readonly #session: Session;
  readonly #options: TerminalChatOptions;
  readonly #style: LineStyle;
  readonly #screen: Screen;
  readonly #numbers = new Map<string, number>();
  #timeline = new Timeline({ maxRecords: maxRemembered });
  #lastNumber = 0;
  #day: string | undefined;
  #isUp = true;
  #leaving = Promise.withResolvers<void>();
  /** Kept whenever nothing is unsent. */
  #allSent = Promise.withResolvers<void>();

  constructor(session: Session, options: TerminalChatOptions) {
    const { terminal, styled, now } = options;
    this.#session = session;
    this.#options = options;
    this.#style = { styled, self: session.author };
    this.#day = dayOf(BigInt(now()));
    this.#screen = new Screen(terminal, this.#prompt(), {
      onLine: (line) => this.#typed(line),
      onLeave: () => this.#leaving.resolve(),
    });
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    const leave = (): void => this.#leaving.resolve();
    signal.addEventListener("abort", leave);
    if (signal.aborted) leave();
    const reading = this.#read();
    try {
      await Promise.race([reading, this.#leaving.promise]);
      if (this.#session.unsent.length > 0 && !signal.aborted) {
        await Promise.race([reading, this.#linger()]);
      }
    } finally {
      signal.removeEventListener("abort", leave);
    }
    const unsent = this.#session.unsent.length;
    if (unsent > 0) {
      throw new FailedError(
        `Cannot send ${unsent} of the lines typed: the broker did not take them`,
      );
    }
    signal.throwIfAborted();
  }

  [Symbol.dispose](): void {
    this.#screen[Symbol.dispose]();
  }

  /** Leaving with unsent lines waits for them; leaving again does not. */
  async #linger(): Promise<void> {
    this.#leaving = Promise.withResolvers();
    const count = this.#session.unsent.length;
    this.#notice(`waiting for ${count} unsent, Ctrl-C leaves without`);
    const timer = setTimeout(() => this.#leaving.resolve(), leaveTimeoutMs);
    await Promise.race([this.#leaving.promise, this.#allSent.promise]);
    clearTimeout(timer);
  }

  async #read(): Promise<void> {
    for await (const event of this.#session.events()) this.#show(event);
  }

  #show(event: SessionEvent): void {
    switch (event.kind) {
      case "joined": {
        const room = channelKey(event.channel);
        const what = event.isNew ? `${room} is new, be the first` : room;
        return this.#notice(`${what}; /help lists commands, Ctrl-C leaves`);
      }
      case "left":
      case "presence":
        return;
      case "history":
        return this.#showHistory(event.records);
      case "records":
        return this.#screen.print(event.records.flatMap((record) => this.#changeLines(record)));
      case "link":
        this.#isUp = event.isUp;
        this.#screen.setPrompt(this.#prompt());
        return this.#notice(
          event.isUp
            ? "the broker is back"
            : "the broker is away, what you type goes out when it is back",
        );
      case "recreated":
        this.#timeline = new Timeline({ maxRecords: maxRemembered });
        this.#numbers.clear();
        return this.#notice("the room was deleted and created again");
      case "notice":
        return this.#notice(event.text);
    }
  }

  #showHistory(records: readonly ChatRecord[]): void {
    for (const record of records) this.#timeline.apply(record);
    const entries = this.#timeline.entries().slice(-this.#options.historyLimit);
    this.#screen.print(entries.flatMap((entry) => this.#entryLines(entry)));
  }

  #changeLines(record: ChatRecord): string[] {
    const change = this.#timeline.apply(record);
    return change.kind === "unchanged" ? [] : this.#entryLines(change.entry);
  }

  #entryLines(entry: Entry): string[] {
    // What is no message has no number to name it by, so it gets its place.
    const place = entry.kind === "foreign" ? ` ${placeKey(entry)}` : "";
    const label = `${this.#number(entry)} ${timeOfDay(entry.timestamp)}${place}`;
    return [...this.#dayLines(entry.timestamp), entryLine(entry, label, this.#style)];
  }

  /** The number by which users name a message, or as much room. */
  #number(entry: Entry): string {
    const key = placeKey(entry);
    let number = this.#numbers.get(key);
    if (entry.kind === "message" && number === undefined) {
      number = ++this.#lastNumber;
      this.#numbers.set(key, number);
    }
    return String(number ?? "").padStart(3);
  }

  #dayLines(timestamp: bigint): string[] {
    const day = dayOf(timestamp);
    if (day === undefined || day === this.#day) return [];
    this.#day = day;
    return [noticeLine(day, this.#style)];
  }

  #typed(line: string): void {
    const typed = parseTyped(line);
    if (typed.kind === "say") return void this.#say(typed.text);
    if (typed.kind === "nothing") return;
    switch (typed.kind) {
      case "help":
        return this.#screen.print(help.map((text) => noticeLine(text, this.#style)));
      case "quit":
        return this.#leaving.resolve();
      case "mistake":
        return this.#notice(typed.text);
      default:
        return this.#notice("not yet");
    }
  }

  async #say(text: string): Promise<void> {
    const sending = this.#session.say(text);
    if (!this.#isUp) this.#notice(`unsent: ${text}`);
    try {
      await sending;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#notice(`not sent: ${text} (${error.message})`);
    }
    if (this.#session.unsent.length === 0) this.#allSent.resolve();
  }

  #notice(text: string): void {
    this.#screen.print([noticeLine(text, this.#style)]);
  }

  #prompt(): string {
    return `${visible(this.#session.author)}${this.#isUp ? "" : " (offline)"}> `;
  }
}
