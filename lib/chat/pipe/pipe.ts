import { after } from "../../async/timer.ts";
import type { Input, Output } from "../../context.ts";
import { ClosedPipeError, FailedError, InterruptedError } from "../../errors.ts";
import { visible } from "../../text/visible.ts";
import { byteChunks } from "./byte_chunks.ts";
import { type InputLine, inputLines } from "./input_lines.ts";
import { LineSender, SendTimeoutError } from "./line_sender.ts";
import { LiveFold } from "../session/live_fold.ts";
import type { ChatRecord } from "../message/message.ts";
import { pipeText } from "./pipe_line.ts";
import { ReadBack } from "./read_back.ts";
import { type Channel, channelKey } from "../log/channel.ts";
import type { Session } from "../session/session.ts";
import { showUnsent } from "./show_unsent.ts";

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
  readonly #over = new AbortController();
  readonly #sender: LineSender;
  readonly #fold: LiveFold;
  /** Whether rooms must be told apart; also where but one is left. */
  readonly #isSeveral: boolean;
  #failures = 0;
  #isOver = false;

  constructor(session: Session, options: PipeOptions) {
    this.#session = session;
    this.#options = options;
    this.#fold = new LiveFold(session);
    this.#isSeveral = session.channels().length > 1;
    const { stdin, follow, timeoutMs } = options;
    const lines = inputLines(byteChunks(stdin.readable, this.#over.signal), maxLineBytes);
    this.#sender = new LineSender(lines, {
      send: (line) => this.#send(line),
      timeoutMs: follow ? null : timeoutMs,
    });
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    const aborted = Promise.withResolvers<never>();
    const abort = (): void => aborted.reject(signal.reason);
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
    const ends = [aborted.promise, this.#sender.failed, this.#read(), this.#write()];
    try {
      await Promise.race(ends);
    } catch (error) {
      this.#isOver = true;
      const isInterrupted = error === signal.reason;
      throw await this.#failure(error, { isInterrupted });
    } finally {
      this.#isOver = true;
      signal.removeEventListener("abort", abort);
      this.#over.abort();
    }
    if (this.#failures > 0) {
      throw new FailedError(
        `Cannot send ${this.#failures} of ${this.#sender.count} lines: the broker did not accept ` +
          "them",
      );
    }
  }

  /** Shows the lines that are lost; returns the error, with their number if it is about them. */
  async #failure(error: unknown, { isInterrupted }: { isInterrupted: boolean }): Promise<unknown> {
    const { stdin, stderr, timeoutMs } = this.#options;
    const isQuiet = isInterrupted || error instanceof ClosedPipeError || stdin.isTerminal;
    const unsent = await showUnsent(this.#sender, { stderr, readsOn: !isQuiet });
    const { count, hasEnded, lastNumber } = this.#sender;
    if (isInterrupted && unsent > 0 && error instanceof InterruptedError) {
      return new InterruptedError(`Interrupted before ${unsent} of ${count} lines were sent`, {
        signal: error.signal,
      });
    }
    const unread = isQuiet || hasEnded ? "" : `stdin was read only up to line ${lastNumber}`;
    if (!(error instanceof SendTimeoutError)) {
      if (unread !== "") await stderr.write(`note: ${unread}\n`);
      return error;
    }
    const found = `no answer from the broker for ${timeoutMs / 1_000} s`;
    return new FailedError(
      unsent > 0
        ? `Cannot send ${unsent} of ${count} lines: ${found}${unread && `; ${unread}`}`
        : `Cannot read back what was sent: ${found}`,
    );
  }

  async #read(): Promise<void> {
    for await (const event of this.#session.events()) {
      if (event.kind === "records" || event.kind === "history") {
        await this.#print(event.channel, event.records);
        // That others are heard says nothing about lines that the broker does not take.
        if (this.#sender.unsent === 0) this.#sender.notify();
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
      const effect = await this.#fold.apply(channel, record);
      const printed = pipeText(record, effect, { room, isTerminal });
      if (printed?.to === "stdout") lines.push(`${label}${printed.text}\n`);
      else if (printed !== null) notes.push(printed.text);
    }
    if (lines.length > 0) await stdout.write(lines.join(""));
    if (notes.length > 0) await this.#note(...notes);
    if (this.#isCurrent(channel)) { for (const record of records) this.#own.read(record); }
  }

  async #write(): Promise<void> {
    await this.#sender.read();
    if (this.#isOver || this.#options.follow) await new Promise(() => {});
    while (this.#sender.unsent > 0 || !this.#own.isComplete) await this.#nextProgress();
  }

  async #send(line: InputLine): Promise<void> {
    const { stderr } = this.#options;
    const { number, sizeBytes, text, isMangled } = line;
    try {
      if (text === undefined) throw new FailedError(`it has more than ${maxLineBytes} bytes`);
      const position = await this.#session.send(text);
      if (position !== null) this.#own.wrote(position);
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

  async #note(...texts: readonly string[]): Promise<void> {
    const { stderr, quiet } = this.#options;
    if (!quiet) await stderr.write(texts.map((text) => `note: ${text}\n`).join(""));
  }

  async #nextProgress(): Promise<void> {
    const silence = Promise.withResolvers<never>();
    const cancel = after(
      this.#options.timeoutMs,
      () => silence.reject(new SendTimeoutError()),
    );
    try {
      await Promise.race([this.#sender.change(), silence.promise]);
    } finally {
      cancel();
    }
  }
}

function reconnectedText(missed: number): string {
  if (missed === 0) return "reconnected";
  const messages = missed === 1 ? "1 message" : `${missed} messages`;
  return `reconnected; ${messages} arrived in the meantime`;
}
