import { abortable } from "../../async/abortable.ts";
import { resolvesWithin } from "../../async/resolves_within.ts";
import type { CommandInput, Output } from "../../context.ts";
import { ClosedPipeError, FailedError, InterruptedError } from "../../errors.ts";
import { visible } from "../../text/visible.ts";
import type { InputLine } from "./input_lines.ts";
import { SendTimeoutError } from "./line_sender.ts";
import { LiveFold } from "../session/live_fold.ts";
import type { ChatRecord, Position } from "../message/message.ts";
import { pipeText } from "./pipe_line.ts";
import { ReadBack } from "./read_back.ts";
import { type Channel, channelKey } from "../log/channel.ts";
import type { Session } from "../session/session.ts";
import { SessionLines } from "./session_lines.ts";
import { reconnectedText } from "../show/reconnected_text.ts";
import { showUnsent } from "./show_unsent.ts";
import { writeNotes } from "./write_notes.ts";

/** Options of {@link chatInPipe}. */
export interface PipeOptions {
  readonly stdin: CommandInput;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Whether to stay after the end of input, until `signal` aborts. */
  readonly follow: boolean;
  /** Whether to write only errors on stderr. */
  readonly quiet: boolean;
  /**
   * How long to wait after the end of input without progress: no line acknowledged, or none read
   * back.
   */
  readonly timeoutMs: number;
  /** Returns the current time in milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/**
 * Chats in a pipe: sends each line of stdin, and prints each message on stdout as `author: text`
 * when it is read back from the log, the user's own included.
 *
 * Skips blank lines; a last line without a line break counts; a slash has no meaning. With several
 * rooms, lines are sent to the current one, and each printed line begins with its room. Edits and
 * deletions are printed if they were applied (see {@link pipeText}). Notices go to stderr. So do
 * unsent messages when the chat stops, so that they are not lost. Returns after the end of input,
 * once all lines are acknowledged and read back; with `follow`, does not return.
 *
 * @throws {FailedError} At the end, if a line could not be sent; each such line is named on stderr,
 * and all others are delivered. Also if the broker does not answer in time after the end of input.
 * @throws The signal's reason, when it aborts.
 */
export async function chatInPipe(session: Session, options: PipeOptions): Promise<void> {
  await new PipeChat(session, options).run();
}

class PipeChat {
  readonly #session: Session;
  readonly #options: PipeOptions;
  readonly #readBack = new ReadBack();
  readonly #lines: SessionLines;
  readonly #fold: LiveFold;
  /** Whether the chat began with several rooms, so that each line names its room. */
  readonly #hasSeveralRooms: boolean;
  #hasEnded = false;

  constructor(session: Session, options: PipeOptions) {
    this.#session = session;
    this.#options = options;
    this.#fold = new LiveFold(session);
    this.#hasSeveralRooms = session.channels().length > 1;
    const { stdin, stderr, follow, timeoutMs, now } = options;
    this.#lines = new SessionLines({
      session,
      input: stdin.readable,
      stderr,
      timeoutMs: follow ? null : timeoutMs,
      now,
      nameOf: ({ number, sizeBytes }) => `line ${number} (${sizeBytes} bytes)`,
      onSent: (line, position) => this.#sent(line, position),
    });
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    using lines = this.#lines;
    const { sender } = lines;
    try {
      await abortable(Promise.race([sender.failed, this.#read(), this.#write()]), signal);
    } catch (error) {
      lines.end();
      this.#hasEnded = true;
      const isInterrupted = error === signal.reason;
      throw await this.#failure(error, { isInterrupted });
    } finally {
      this.#hasEnded = true;
    }
    if (lines.failures > 0) {
      throw new FailedError(
        `Cannot send ${lines.failures} of ${sender.count} lines: the broker did not accept them`,
      );
    }
  }

  /** Shows the unsent lines; returns the error, with their number if it is about them. */
  async #failure(error: unknown, { isInterrupted }: { isInterrupted: boolean }): Promise<unknown> {
    const { stdin, stderr, timeoutMs } = this.#options;
    const { sender } = this.#lines;
    const isQuiet = isInterrupted || error instanceof ClosedPipeError || stdin.isTerminal;
    const unsent = await showUnsent(sender, { stderr, readsOn: !isQuiet });
    const { count, hasEnded, lastNumber } = sender;
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
    const { sender } = this.#lines;
    for await (const event of this.#session.events()) {
      if (event.kind === "records" || event.kind === "history") {
        await this.#print(event.channel, event.records);
        // Messages of others are no progress for lines that the broker does not accept.
        if (sender.unsent === 0) sender.notify();
      } else if (event.kind === "link") {
        await this.#note(event.isUp ? reconnectedText(event.missed) : "broker unreachable");
      } else if (event.kind === "recreated") {
        this.#fold.forget(event.channel);
        if (this.#isCurrent(event.channel)) this.#readBack.clear();
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
    return this.#hasSeveralRooms ? `the room ${channelKey(channel)}` : "the room";
  }

  async #print(channel: Channel, records: readonly ChatRecord[]): Promise<void> {
    const { stdout } = this.#options;
    const { isTerminal } = stdout;
    const room = channelKey(channel);
    const label = this.#hasSeveralRooms ? `[${room}] ` : "";
    const [lines, notes]: [string[], string[]] = [[], []];
    for (const record of records) {
      const effect = await this.#fold.apply(channel, record);
      const printed = pipeText(record, effect, { room, isTerminal });
      if (printed?.to === "stdout") lines.push(`${label}${printed.text}\n`);
      else if (printed !== null) notes.push(printed.text);
    }
    if (lines.length > 0) await stdout.write(lines.join(""));
    if (notes.length > 0) await this.#note(...notes);
    if (this.#isCurrent(channel)) { for (const record of records) this.#readBack.read(record); }
  }

  async #write(): Promise<void> {
    const { sender } = this.#lines;
    const { follow, timeoutMs } = this.#options;
    await sender.read();
    if (this.#hasEnded || follow) await new Promise(() => {});
    while (sender.unsent > 0 || !this.#readBack.isComplete) {
      if (!await resolvesWithin(sender.nextChange(), timeoutMs)) throw new SendTimeoutError();
    }
  }

  async #sent({ number, isMangled }: InputLine, position: Position | null): Promise<void> {
    if (position !== null) this.#readBack.wrote(position);
    if (isMangled) {
      await this.#note(`line ${number} is not valid UTF-8; invalid bytes were replaced`);
    }
  }

  async #note(...texts: readonly string[]): Promise<void> {
    await writeNotes(this.#options, ...texts);
  }
}
