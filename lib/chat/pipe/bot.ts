import { abortable } from "../../async/abortable.ts";
import { resolvesWithin } from "../../async/resolves_within.ts";
import type { Output } from "../../context.ts";
import { FailedError } from "../../errors.ts";
import { visible } from "../../text/visible.ts";
import { type Channel, channelKey } from "../log/channel.ts";
import { SendTimeoutError } from "./line_sender.ts";
import { LiveFold } from "../session/live_fold.ts";
import { effectItem, type LogItem } from "../show/log_item.ts";
import type { ChatRecord } from "../message/message.ts";
import type { Session } from "../session/session.ts";
import { SessionLines } from "./session_lines.ts";
import { showUnsent } from "./show_unsent.ts";
import { writeNotes } from "./write_notes.ts";

/** The process of a bot. */
export interface BotProcess {
  readonly stdin: WritableStream<Uint8Array>;
  readonly stdout: ReadableStream<Uint8Array>;
  /** Resolves with its exit status once it has exited. */
  readonly status: Promise<number>;
  /** Ends it and every process that it started; by force if that takes longer than `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>;
}

/** Options of {@link runBot}. */
export interface BotOptions {
  readonly bot: BotProcess;
  /** Formats an item of {@link effectItem} as a line for the bot, without the line break. */
  readonly lineOf: (item: LogItem, channel: Channel) => string;
  readonly stderr: Output;
  /** Whether to write only errors on stderr. */
  readonly quiet: boolean;
  /** Limit for sending the last lines after the bot has exited, and for stopping the bot. */
  readonly timeoutMs: number;
  /** Returns the current time in milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/**
 * Runs a bot in a chat: writes each message, edit and deletion of other users as a line on its
 * stdin, and sends each line of its stdout to the current channel. Skips blank lines.
 *
 * The bot never receives records of its own author, from any session, so it does not answer itself.
 * A bot that closes its stdin keeps running.
 *
 * @returns The exit status of the bot, once it has exited and its lines are acknowledged.
 * @throws {FailedError} If the bot exited with 0, and one of its lines could not be sent.
 * @throws The signal's reason, when it aborts; the bot is stopped.
 */
export async function runBot(session: Session, options: BotOptions): Promise<number> {
  return await new BotRun(session, options).run();
}

class BotRun {
  readonly #session: Session;
  readonly #options: BotOptions;
  readonly #lines: SessionLines;
  readonly #fold: LiveFold;
  readonly #encoder = new TextEncoder();
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;

  constructor(session: Session, options: BotOptions) {
    this.#session = session;
    this.#options = options;
    this.#fold = new LiveFold(session);
    const { bot, stderr, timeoutMs, now } = options;
    this.#writer = bot.stdin.getWriter();
    this.#lines = new SessionLines({
      session,
      input: bot.stdout,
      stderr,
      timeoutMs,
      now,
      nameOf: ({ sizeBytes }) => `a line of ${sizeBytes} bytes`,
    });
  }

  async run(): Promise<number> {
    const { bot, timeoutMs, signal } = this.#options;
    using lines = this.#lines;
    try {
      // The end of the events does not end the chat; the bot does.
      const reading = this.#readEvents().then(() => new Promise<never>(() => {}));
      const ends = [reading, lines.sender.failed, this.#sendOutput()];
      return await abortable(Promise.race(ends), signal);
    } catch (error) {
      lines.end();
      await bot.stop(timeoutMs);
      const unsent = await this.#reportUnsent();
      throw error instanceof SendTimeoutError ? this.#unsentError(unsent) : error;
    } finally {
      // Rejects if the bot has closed its stdin, which is fine: it gets no more lines.
      await this.#writer.abort().catch(() => {});
    }
  }

  async #sendOutput(): Promise<number> {
    const { bot, timeoutMs } = this.#options;
    await this.#lines.sender.read();
    const status = await bot.status;
    await resolvesWithin(this.#allSent(), timeoutMs);
    this.#lines.end();
    const unsent = await this.#reportUnsent();
    if (status !== 0 || unsent === 0) return status;
    throw this.#unsentError(unsent);
  }

  /** Prints the lines that were not sent; returns their number, failed ones included. */
  async #reportUnsent(): Promise<number> {
    const { stderr } = this.#options;
    const { failures, sender } = this.#lines;
    return failures + await showUnsent(sender, { stderr, readsOn: true });
  }

  async #allSent(): Promise<void> {
    const { sender } = this.#lines;
    while (sender.unsent > 0) await sender.nextChange();
  }

  #unsentError(count: number): FailedError {
    return new FailedError(`Cannot send ${count} of the lines that the bot printed`);
  }

  async #readEvents(): Promise<void> {
    let isReading = true;
    for await (const event of this.#session.events()) {
      if (event.kind === "records" && isReading) {
        isReading = await this.#forward(event.records, event.channel);
      } else if (event.kind === "recreated") {
        this.#fold.forget(event.channel);
      } else if (event.kind === "link") {
        await writeNotes(this.#options, event.isUp ? "reconnected" : "broker unreachable");
      } else if (event.kind === "notice") {
        await writeNotes(this.#options, visible(event.text));
      }
    }
  }

  /** Writes records to the bot; returns whether the bot still reads them. */
  async #forward(records: readonly ChatRecord[], channel: Channel): Promise<boolean> {
    const lines: string[] = [];
    for (const record of records) {
      const item = effectItem(record, await this.#fold.apply(channel, record));
      if (item === null || item["author"] === this.#session.author) continue;
      lines.push(`${this.#options.lineOf(item, channel)}\n`);
    }
    if (lines.length === 0) return true;
    const bytes = this.#encoder.encode(lines.join(""));
    try {
      await this.#writer.write(bytes);
      return true;
    } catch {
      // The stream rejects with any error of its owner: the bot closed its stdin, or it exited and
      // its status follows.
      await writeNotes(this.#options, `the bot no longer reads ${channelKey(channel)}`);
      return false;
    }
  }
}
