import { abortable } from "../../async/abortable.ts";
import type { Terminal } from "../../context.ts";
import { FailedError, WahError } from "../../errors.ts";
import type { Bell } from "./bell.ts";
import { chatFooter } from "./chat_footer.ts";
import { ChatInput, type InputAction, maxTypedLength } from "./chat_input.ts";
import type { Completable } from "./completion.ts";
import { Keyboard } from "./keyboard.ts";
import type { Key } from "./keys.ts";
import { LeavePrompt } from "./leave_prompt.ts";
import { type Footer, type PromptMark, Screen } from "./screen.ts";
import type { Session } from "../session/session.ts";
import type { SessionEvent } from "../session/session_event.ts";
import { parsePromptRequest, slashCommands } from "./prompt_request.ts";
import { runRequest, type SessionRequest } from "./run_request.ts";
import { TerminalView } from "./terminal_view.ts";
import { unsentText } from "./unsent_lines.ts";

/** Options of {@link chatOnTerminal}. */
export interface TerminalChatOptions {
  readonly terminal: Terminal;
  readonly styled: boolean;
  /** Maximum number of history entries to show. */
  readonly historyLimit: number;
  readonly bell: Bell;
  /** The mark of the cluster at the start of the prompt. Default: none. */
  readonly mark?: PromptMark | undefined;
  /** Returns the current time in milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/**
 * Chats on a terminal, line by line: history, then new messages, above a prompt.
 *
 * Returns when the user leaves. If messages are unsent then, asks the user first, unless they are
 * sent before the user answers.
 *
 * @throws {FailedError} If messages were left unsent.
 * @throws The signal's reason, when it aborts; the terminal is restored.
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
  readonly #view: TerminalView;
  readonly #input: ChatInput;
  readonly #screen: Screen;
  readonly #keyboard: Keyboard;
  readonly #continueListener: Disposable;
  readonly #left = Promise.withResolvers<void>();
  readonly #leavePrompt: LeavePrompt;
  /** Unknown user names that the user was warned about. */
  readonly #warnedNames = new Set<string>();
  #isUp = true;

  constructor(session: Session, options: TerminalChatOptions) {
    this.#session = session;
    this.#options = options;
    this.#view = new TerminalView(session, options);
    this.#input = new ChatInput({
      completable: () => this.#completable(),
      ownMessages: () => this.#view.ownMessages(session.current),
    });
    this.#leavePrompt = new LeavePrompt({
      session,
      onChange: () => this.#refresh(),
      onLeave: () => this.#left.resolve(),
    });
    const { terminal, styled } = options;
    this.#keyboard = new Keyboard(terminal, {
      onKey: (key) => this.#press(key),
      onEnd: () => this.#left.resolve(),
    });
    this.#screen = new Screen(terminal, this.#footer(), { styled });
    this.#continueListener = terminal.onContinue(() => this.#resume());
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    try {
      await abortable(Promise.race([this.#read(), this.#left.promise]), signal);
    } catch (error) {
      // Unsent messages come first: they are reported below.
      if (!signal.aborted || error !== signal.reason) throw error;
    } finally {
      this.#noticeUnsent();
    }
    const { unsent } = this.#session;
    if (unsent.length > 0) {
      throw new FailedError(
        `Cannot send ${unsent.length} of the lines typed: the broker did not accept them`,
      );
    }
    signal.throwIfAborted();
  }

  /** Prints unsent texts, because they are stored nowhere else. */
  #noticeUnsent(): void {
    const { unsent, current } = this.#session;
    this.#notice(...unsent.map((each) => `not sent: ${unsentText(each, current)}`));
  }

  [Symbol.dispose](): void {
    // From now on the chat has ended; resolving makes pending waits return.
    this.#left.resolve();
    this.#leavePrompt[Symbol.dispose]();
    this.#continueListener[Symbol.dispose]();
    this.#screen[Symbol.dispose]();
    this.#keyboard[Symbol.dispose]();
  }

  async #read(): Promise<void> {
    for await (const event of this.#session.events()) {
      if (event.kind === "records") await this.#view.loadTargets(event.channel, event.records);
      this.#show(event);
      if (await this.#hasLeftBeforeDrained()) return;
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
