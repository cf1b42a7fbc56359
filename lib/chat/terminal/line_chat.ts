import type { Terminal } from "../../context.ts";
import { WahError } from "../../errors.ts";
import { chatFooter } from "./chat_footer.ts";
import { ChatInput, type InputAction, maxTypedLength } from "./chat_input.ts";
import type { Completable } from "./completion.ts";
import { Keyboard, type ReadBytes } from "./keyboard.ts";
import type { Key } from "./keys.ts";
import { LeavePrompt } from "./leave_prompt.ts";
import { type Footer, type PromptMark, Screen } from "./screen.ts";
import type { Session } from "../session/session.ts";
import type { SessionEvent } from "../session/session_event.ts";
import type { EventTap } from "./event_tap.ts";
import { type ChatOutcome, leaveSession } from "./leave_session.ts";
import { parsePromptRequest, slashCommands } from "./prompt_request.ts";
import { runRequest, type SessionRequest } from "./run_request.ts";
import type { TerminalView } from "./terminal_view.ts";
import { unsentText } from "./unsent_lines.ts";

/** Options of {@link chatInLines}. */
export interface LineChatOptions {
  readonly terminal: Terminal;
  readonly styled: boolean;
  /** Maximum number of history entries to show. */
  readonly historyLimit: number;
  /** The mark of the cluster at the start of the prompt. Default: none. */
  readonly mark?: PromptMark | undefined;
  readonly signal: AbortSignal;
}

/** Where a chat in lines begins: what the user has seen before it. */
export interface LineChatStart {
  readonly events: EventTap;
  readonly read: ReadBytes;
  /** Keeps the numbers of messages when the user switches to the full screen and back. */
  readonly view: TerminalView;
  /** Whether the broker is connected. */
  readonly isUp: boolean;
  /** Whether the user comes from the full screen; then the last lines are printed first. */
  readonly isBack: boolean;
}

/**
 * Chats line by line: history, then new messages, above a prompt.
 *
 * Returns when the user leaves or switches to the full screen. If messages are unsent when they
 * leave, asks the user first, unless they are sent before the user answers.
 *
 * @throws {FailedError} If messages were left unsent.
 * @throws The signal's reason, when it aborts; the terminal is restored.
 */
export async function chatInLines(
  session: Session,
  options: LineChatOptions,
  start: LineChatStart,
): Promise<ChatOutcome> {
  using chat = new LineChat(session, options, start);
  return await chat.run();
}

class LineChat implements Disposable {
  readonly #session: Session;
  readonly #options: LineChatOptions;
  readonly #start: LineChatStart;
  readonly #view: TerminalView;
  readonly #input: ChatInput;
  readonly #screen: Screen;
  readonly #keyboard: Keyboard;
  readonly #continueListener: Disposable;
  readonly #left = Promise.withResolvers<"left" | "switched">();
  readonly #leavePrompt: LeavePrompt;
  /** Unknown user names that the user was warned about. */
  readonly #warnedNames = new Set<string>();
  #isUp: boolean;
  #hasEnded = false;

  constructor(session: Session, options: LineChatOptions, start: LineChatStart) {
    this.#session = session;
    this.#options = options;
    this.#start = start;
    this.#view = start.view;
    this.#isUp = start.isUp;
    this.#input = new ChatInput({
      completable: () => this.#completable(),
      ownMessages: () => this.#view.ownMessages(session.current),
    });
    this.#leavePrompt = new LeavePrompt({
      session,
      onChange: () => this.#refresh(),
      onLeave: () => this.#left.resolve("left"),
    });
    const { terminal, styled } = options;
    const onKey = (key: Key): void => this.#press(key);
    const onEnd = (): void => this.#left.resolve("left");
    this.#keyboard = new Keyboard(terminal, { onKey, onEnd }, { read: start.read });
    this.#screen = new Screen(terminal, this.#footer(), { styled });
    this.#continueListener = terminal.onContinue(() => this.#resume());
  }

  async run(): Promise<ChatOutcome> {
    if (this.#start.isBack) void this.#run({ kind: "history", lines: undefined }, "/history");
    return await leaveSession(this.#session, {
      ended: Promise.race([this.#read(), this.#left.promise]),
      noticeUnsent: () => this.#noticeUnsent(),
      isUp: () => this.#isUp,
      signal: this.#options.signal,
    });
  }

  /** Prints unsent texts, because they are stored nowhere else. */
  #noticeUnsent(): void {
    const { unsent, current } = this.#session;
    this.#notice(...unsent.map((each) => `not sent: ${unsentText(each, current)}`));
  }

  [Symbol.dispose](): void {
    // From now on the chat has ended; resolving makes pending waits return.
    this.#hasEnded = true;
    this.#left.resolve("left");
    this.#leavePrompt[Symbol.dispose]();
    this.#continueListener[Symbol.dispose]();
    this.#screen[Symbol.dispose]();
    this.#keyboard[Symbol.dispose]();
  }

  async #read(): Promise<"left" | "switched"> {
    const { events } = this.#start;
    for (;;) {
      const { done, value: event } = await events.peek();
      if (done || this.#hasEnded) return "left";
      events.take();
      if (event.kind === "records") await this.#view.loadTargets(event.channel, event.records);
      this.#show(event);
      if (await this.#hasLeftBeforeDrained()) return await this.#left.promise;
    }
  }

  /** Waits until the terminal has accepted all output, so that unread messages stay in the log. */
  async #hasLeftBeforeDrained(): Promise<boolean> {
    return await Promise.race([
      this.#left.promise.then(() => true),
      this.#options.terminal.drain().then(() => false),
    ]);
  }

  #show(event: SessionEvent): void {
    if (event.kind === "link") this.#isUp = event.isUp;
    const { lines, ring } = this.#view.linesFor(event);
    this.#screen.print(lines, { ring, footer: this.#footer() });
  }

  #press(key: Key): void {
    this.#session.markRead();
    this.#session.markShown();
    if (this.#leavePrompt.isAsking) this.#leavePrompt.answer(key);
    else {
      const action = this.#input.press(key);
      this.#act(action);
      if (action?.kind === "suspend") return;
    }
    this.#refresh();
  }

  #act(action: InputAction | undefined): void {
    switch (action?.kind) {
      case "enter":
        return this.#entered(action.line);
      case "edit": {
        const { number } = action.message;
        return void this.#run({ kind: "edit", number, text: action.text }, action.text);
      }
      case "too-long":
        return this.#notice(
          `message too long: ${action.length} characters, the limit is ${maxTypedLength}`,
        );
      case "leave":
        return this.#leavePrompt.leave(this.#isUp);
      case "suspend":
        return void this.#suspend();
      case "clear":
        return this.#screen.clear();
      case "ring":
        return this.#screen.print([], { ring: true, footer: this.#footer() });
    }
  }

  #entered(line: string): void {
    const request = parsePromptRequest(line);
    switch (request.kind) {
      case "nothing":
        return;
      case "quit":
        return this.#leavePrompt.leave(this.#isUp);
      case "full":
        return this.#left.resolve("switched");
      case "mistake":
        this.#input.saveForYank(line);
        return this.#notice(request.text);
      default:
        return void this.#run(request, line);
    }
  }

  async #run(request: SessionRequest, line: string): Promise<void> {
    const { historyLimit } = this.#options;
    try {
      const running = runRequest(request, {
        session: this.#session,
        view: this.#view,
        historyLimit,
        warnedNames: this.#warnedNames,
        print: (lines) => this.#screen.print(lines, { footer: this.#footer() }),
      });
      this.#leavePrompt.watchUnsent();
      const lines = await running;
      this.#screen.print(lines, { footer: this.#footer() });
    } catch (error) {
      // Any other error is a bug, or the session was closed; both end the chat.
      if (!(error instanceof WahError)) return this.#left.reject(error);
      this.#input.saveForYank(line);
      const isText = request.kind === "send" || request.kind === "message" ||
        request.kind === "edit";
      this.#notice(isText ? `not sent: ${line} (${error.message})` : error.message);
    }
    if (this.#session.unsent.length === 0) this.#leavePrompt.allSent();
    this.#refresh();
  }

  async #suspend(): Promise<void> {
    this.#screen.pause();
    this.#keyboard.release();
    await this.#options.terminal.suspend();
    this.#resume();
  }

  #resume(): void {
    this.#keyboard.reclaim();
    this.#screen.resume();
  }

  #completable(): Completable {
    const { author } = this.#session;
    return {
      commands: slashCommands.map(({ name }) => name),
      rooms: this.#session.channels().flatMap(({ channel }) =>
        channel.kind === "room" ? [channel.room] : []
      ),
      userNames: this.#session.userNames().filter((name) => name !== author),
    };
  }

  #notice(...texts: readonly string[]): void {
    const lines = texts.flatMap((text) => this.#view.notice(text));
    this.#screen.print(lines, { footer: this.#footer() });
  }

  #refresh(): void {
    this.#screen.show(this.#footer());
  }

  #footer(): Footer {
    return chatFooter(this.#session, this.#input, {
      isUp: this.#isUp,
      showsUnsent: this.#leavePrompt.showsUnsent || !this.#isUp,
      asksToLeave: this.#leavePrompt.isAsking,
      mark: this.#options.mark,
    });
  }
}
