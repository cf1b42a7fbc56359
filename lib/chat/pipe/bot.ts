import { after } from "../../async/timer.ts";
import type { Output } from "../../context.ts";
import { FailedError } from "../../errors.ts";
import { visible } from "../../text/visible.ts";
import { byteChunks } from "./byte_chunks.ts";
import { type Channel, channelKey } from "../log/channel.ts";
import { type InputLine, inputLines } from "./input_lines.ts";
import { LineSender, SendTimeoutError } from "./line_sender.ts";
import { LiveFold } from "../session/live_fold.ts";
import { effectItem, type LogItem } from "../show/log_item.ts";
import type { ChatRecord } from "../message/message.ts";
import type { Session } from "../session/session.ts";
import { showUnsent } from "./show_unsent.ts";

/** A program that runs beside the chat. */
export interface BotProcess {
  readonly stdin: WritableStream<Uint8Array>;
  readonly stdout: ReadableStream<Uint8Array>;
  /** Its exit status, once it has ended. */
  readonly status: Promise<number>;
  /** Ends it and every program that it started; by force if it takes longer than `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>;
}

/** How to bring a program and a chat together. */
export interface BotOptions {
  readonly program: BotProcess;
  /** Formats what {@link effectItem} returns as a line for the program, without its end. */
  readonly lineOf: (item: LogItem, channel: Channel) => string;
  readonly stderr: Output;
  /** Say nothing on stderr but errors. */
  readonly quiet: boolean;
  /** Limit for sending the last lines after the program's end, and for ending the program. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** No broker takes messages that large. */
const maxLineBytes = 64 * 1024 * 1024;

/**
 * Lets a program take part in a chat: each message, edit and deletion of others is a line on its
 * stdin, and each line of its stdout is sent to the current channel. Blank lines are skipped.
 *
 * Records of its own author are not passed to it, from any session, so that it never answers
 * itself. A program that reads nothing keeps running.
 *
 * @returns The program's status, once it has ended and what it said is acknowledged.
 * @throws {FailedError} When the program ended well, and something that it said could not be sent.
 * @throws The signal's reason, when it aborts; the program is asked to end.
 */
export async function runBot(session: Session, options: BotOptions): Promise<number> {
  return await new BotRun(session, options).run();
}

class BotRun {
  readonly #session: Session;
  readonly #options: BotOptions;
  readonly #over = new AbortController();
  readonly #sender: LineSender;
  readonly #fold: LiveFold;
  readonly #encoder = new TextEncoder();
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  #failures = 0;
  #isOver = false;

  constructor(session: Session, options: BotOptions) {
    this.#session = session;
    this.#options = options;
    this.#fold = new LiveFold(session);
    this.#writer = options.program.stdin.getWriter();
    const { program, timeoutMs } = options;
    const lines = inputLines(byteChunks(program.stdout, this.#over.signal), maxLineBytes);
    this.#sender = new LineSender(lines, { send: (line) => this.#send(line), timeoutMs });
  }

  async run(): Promise<number> {
    const { program, signal } = this.#options;
    const aborted = Promise.withResolvers<never>();
    const abort = (): void => aborted.reject(signal.reason);
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
    try {
      const reading = this.#hear().then(() => new Promise<never>(() => {}));
      return await Promise.race([reading, aborted.promise, this.#sender.failed, this.#speak()]);
    } catch (error) {
      this.#isOver = true;
      await program.stop(this.#options.timeoutMs);
      const unsent = this.#failures + await this.#showUnsent();
      throw error instanceof SendTimeoutError ? this.#unsentError(unsent) : error;
    } finally {
      this.#isOver = true;
      signal.removeEventListener("abort", abort);
      this.#over.abort();
      // It may be closed already, from the other end.
      await this.#writer.abort().catch(() => {});
    }
  }

  async #speak(): Promise<number> {
    const { program } = this.#options;
    await this.#sender.read();
    const status = await program.status;
    await this.#atMost(this.#sent());
    this.#isOver = true;
    const unsent = this.#failures + await this.#showUnsent();
    if (status !== 0 || unsent === 0) return status;
    throw this.#unsentError(unsent);
  }

  async #showUnsent(): Promise<number> {
    return await showUnsent(this.#sender, { stderr: this.#options.stderr, readsOn: true });
  }

  async #sent(): Promise<void> {
    while (this.#sender.unsent > 0) await this.#sender.change();
  }

  #unsentError(count: number): FailedError {
    return new FailedError(`Cannot send ${count} of the lines that the program printed`);
  }

  async #send({ text, sizeBytes }: InputLine): Promise<void> {
    const { stderr } = this.#options;
    try {
      if (text === undefined) throw new FailedError(`it has more than ${maxLineBytes} bytes`);
      await this.#session.send(text);
    } catch (error) {
      if (this.#isOver) return;
      if (!(error instanceof FailedError)) throw error;
      this.#failures += 1;
      await stderr.write(
        `error: Cannot send a line of ${sizeBytes} bytes: ${visible(error.message)}\n`,
      );
    }
  }

  async #atMost(wanted: Promise<unknown>): Promise<void> {
    const late = Promise.withResolvers<void>();
    const cancel = after(this.#options.timeoutMs, late.resolve);
    await Promise.race([wanted, late.promise]);
    cancel();
  }

  async #hear(): Promise<void> {
    let isListening = true;
    for await (const event of this.#session.events()) {
      if (event.kind === "records" && isListening) {
        isListening = await this.#pass(event.records, event.channel);
      } else if (event.kind === "recreated") {
        this.#fold.forget(event.channel);
      } else if (event.kind === "link") {
        await this.#note(event.isUp ? "reconnected" : "broker unreachable");
      } else if (event.kind === "notice") {
        await this.#note(visible(event.text));
      }
    }
  }

  /** Passes records to the program; returns whether it still reads them. */
  async #pass(records: readonly ChatRecord[], channel: Channel): Promise<boolean> {
    const lines: string[] = [];
    for (const record of records) {
      const item = effectItem(record, await this.#fold.apply(channel, record));
      if (item === null || item["author"] === this.#session.author) continue;
      lines.push(`${this.#options.lineOf(item, channel)}\n`);
    }
    if (lines.length === 0) return true;
    try {
      await this.#writer.write(this.#encoder.encode(lines.join("")));
      return true;
    } catch {
      // It closed its stdin, or it ended and its status follows.
      await this.#note(`the program no longer reads ${channelKey(channel)}`);
      return false;
    }
  }

  async #note(text: string): Promise<void> {
    const { stderr, quiet } = this.#options;
    if (!quiet) await stderr.write(`note: ${text}\n`);
  }
}
