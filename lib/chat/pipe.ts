import type { Input, Output } from "../context.ts";
import { FailedError, InterruptedError } from "../errors.ts";
import { visible } from "../text/visible.ts";
import { byteChunks } from "./byte_chunks.ts";
import { type InputLine, inputLines } from "./input_lines.ts";
import { LiveFold } from "./live_fold.ts";
import type { ChatRecord } from "./message.ts";
import { oneLine, pipeText } from "./pipe_line.ts";
import { ReadBack } from "./read_back.ts";
import { type Channel, channelKey } from "./channel.ts";
import type { Session } from "./session.ts";

/** The streams of a chat in a pipe, and when it ends. */
export interface PipeOptions {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Stay after the end of input, until `signal` aborts. */
  readonly follow: boolean;
  /** Say nothing on stderr but errors. */
  readonly quiet: boolean;
  /**
   * How long after the end of input the broker may take no line, or give none back once it has
   * taken all, before that counts as a failure.
   */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** No broker takes messages that large; a longer line is not even kept in memory. */
const maxLineBytes = 64 * 1024 * 1024;
/** Lines that may wait for the broker before stdin has to. */
const maxUnsent = 2_000;
/** And their bytes. */
const maxUnsentBytes = 32 * 1024 * 1024;

/**
 * Chats in a pipe: sends each line of stdin, and prints each message on stdout as `author: text`
 * when it is read back from the log, the user's own included.
 *
 * Blank lines are skipped, a last line without an end counts, and a slash means nothing. With
 * several rooms, lines are sent to the current one, and each printed line begins with its room.
 * Edits and deletions are printed if they were applied (see {@link pipeText}). Notices go to
 * stderr. So do unsent messages when the chat stops, so that they are not lost. Returns after the
 * end of input, once all lines are acknowledged and read back; with `follow`, does not return.
 *
 * @throws {FailedError} At the end, when a line could not be sent; each such line is named on
 * stderr, and all others are delivered. Also when the broker falls silent after the end of input.
 * @throws The signal's reason, when it aborts.
 */
export async function chatInPipe(session: Session, options: PipeOptions): Promise<void> {
  await new PipeChat(session, options).run();
}

class PipeChat {
  readonly #session: Session;
  readonly #options: PipeOptions;
  readonly #own = new ReadBack();
  readonly #fold: LiveFold;
  readonly #sending = new Set<Promise<void>>();
  /** Whether rooms must be told apart; also where but one is left. */
  readonly #isSeveral: boolean;
  #sendingBytes = 0;
  #lines = 0;
  #failures = 0;
  #isOver = false;
  /** What broke while a line was on its way, other than the line. */
  readonly #defect = Promise.withResolvers<never>();
  #lastProgress = Promise.withResolvers<void>();

  constructor(session: Session, options: PipeOptions) {
    this.#session = session;
    this.#options = options;
    this.#fold = new LiveFold(session);
    this.#isSeveral = session.channels().length > 1;
  }

  async run(): Promise<void> {
    const over = new AbortController();
    const signal = AbortSignal.any([this.#options.signal, over.signal]);
    const aborted = Promise.withResolvers<never>();
    signal.addEventListener("abort", () => aborted.reject(signal.reason));
    if (signal.aborted) aborted.reject(signal.reason);
    const ends = [aborted.promise, this.#defect.promise, this.#read(), this.#write(signal)];
    try {
      await Promise.race(ends);
    } catch (error) {
      await this.#showUnsent();
      throw error === this.#options.signal.reason ? this.#interrupted(error) : error;
    } finally {
      this.#isOver = true;
      over.abort();
    }
    if (this.#failures > 0) {
      throw new FailedError(
        `Cannot send ${this.#failures} of ${this.#lines} lines: the broker did not accept them`,
      );
    }
  }

  /** Lines on their way may be lost, and somebody should know. */
  #interrupted(reason: unknown): unknown {
    const { size } = this.#sending;
    if (size === 0 || !(reason instanceof InterruptedError)) return reason;
    return new InterruptedError(`Interrupted before ${size} of ${this.#lines} lines were sent`);
  }

  async #read(): Promise<void> {
    for await (const event of this.#session.events()) {
      if (event.kind === "records" || event.kind === "history") {
        await this.#print(event.channel, event.records);
        // That others are heard says nothing about lines that the broker does not take.
        if (this.#sending.size === 0) this.#progress();
      } else if (event.kind === "link") {
        await this.#note(event.isUp ? reconnectedText(event.missed) : "broker unreachable");
      } else if (event.kind === "recreated") {
        this.#fold.forget(event.channel);
        if (this.#isCurrent(event.channel)) this.#own.clear();
        await this.#note(`${this.#roomIn(event.channel)} was deleted and created again`);
      } else if (event.kind === "notice") {
        await this.#note(visible(event.text));
      }
    }
  }

  #isCurrent(channel: Channel): boolean {
    return channelKey(channel) === channelKey(this.#session.current);
  }

  #roomIn(channel: Channel): string {
    return this.#isSeveral ? `the room ${channelKey(channel)}` : "the room";
  }

  async #print(channel: Channel, records: readonly ChatRecord[]): Promise<void> {
    const { stdout } = this.#options;
    const { isTerminal } = stdout;
    const room = channelKey(channel);
    const label = this.#isSeveral ? `[${room}] ` : "";
    const [lines, notes]: [string[], string[]] = [[], []];
    for (const record of records) {
      const outcome = await this.#fold.apply(channel, record);
      const printed = pipeText(record, outcome, { room, isTerminal });
      if (printed?.to === "stdout") lines.push(`${label}${printed.text}\n`);
      else if (printed !== null) notes.push(printed.text);
    }
    if (lines.length > 0) await stdout.write(lines.join(""));
    if (notes.length > 0) await this.#note(...notes);
    if (this.#isCurrent(channel)) { for (const record of records) this.#own.read(record); }
  }

  async #write(signal: AbortSignal): Promise<void> {
    const { stdin, follow } = this.#options;
    for await (const line of inputLines(byteChunks(stdin.readable, signal), maxLineBytes)) {
      if (line.text?.trim() === "") continue;
      this.#lines += 1;
      this.#sendingBytes += line.sizeBytes;
      const sending = this.#say(line).catch(this.#defect.reject).finally(() => {
        this.#sending.delete(sending);
        this.#sendingBytes -= line.sizeBytes;
        this.#progress();
      });
      this.#sending.add(sending);
      while (this.#sending.size >= maxUnsent || this.#sendingBytes >= maxUnsentBytes) {
        await this.#lastProgress.promise;
      }
    }
    if (follow) await new Promise(() => {});
    while (this.#sending.size > 0 || !this.#own.isComplete) await this.#nextProgress();
  }

  async #say(line: InputLine): Promise<void> {
    const { stderr } = this.#options;
    const { number, sizeBytes, text, isMangled } = line;
    try {
      if (text === undefined) throw new FailedError(`it has more than ${maxLineBytes} bytes`);
      const place = await this.#session.say(text);
      if (place !== null) this.#own.wrote(place);
      if (isMangled) {
        await this.#note(`line ${number} is not valid UTF-8; invalid bytes were replaced`);
      }
    } catch (error) {
      // What breaks off because the chat is over is told as a whole, if at all.
      if (this.#isOver) return;
      if (!(error instanceof FailedError)) throw error;
      this.#failures += 1;
      await stderr.write(
        `error: Cannot send line ${number} (${sizeBytes} bytes): ${visible(error.message)}\n`,
      );
    }
  }

  /** A text that is on nobody's disk yet should at least be on the screen of whoever typed it. */
  async #showUnsent(): Promise<void> {
    const { stderr } = this.#options;
    const texts = this.#session.unsent.map(({ text }) => `unsent: ${oneLine(text, stderr)}\n`);
    if (texts.length > 0) await stderr.write(texts.join(""));
  }

  async #note(...texts: readonly string[]): Promise<void> {
    const { stderr, quiet } = this.#options;
    if (!quiet) await stderr.write(texts.map((text) => `note: ${text}\n`).join(""));
  }

  #progress(): void {
    this.#lastProgress.resolve();
    this.#lastProgress = Promise.withResolvers();
  }

  async #nextProgress(): Promise<void> {
    const { timeoutMs } = this.#options;
    const silence = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const found = `no answer from the broker for ${timeoutMs / 1_000} s`;
      const count = this.#sending.size;
      silence.reject(
        new FailedError(
          count > 0
            ? `Cannot send ${count} of ${this.#lines} lines: ${found}`
            : `Cannot read back what was sent: ${found}`,
        ),
      );
    }, timeoutMs);
    try {
      await Promise.race([this.#lastProgress.promise, silence.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function reconnectedText(missed: number): string {
  if (missed === 0) return "reconnected";
  const messages = missed === 1 ? "1 message" : `${missed} messages`;
  return `reconnected; ${messages} arrived in the meantime`;
}
