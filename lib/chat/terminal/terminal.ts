import { after } from "../../async/timer.ts";
import type { Terminal } from "../../context.ts";
import { FailedError } from "../../errors.ts";
import type { Bell } from "./bell.ts";
import { chatFooter } from "./chat_footer.ts";
import { type Action, ChatInput, maxTypedLength } from "./chat_input.ts";
import { Keyboard } from "./keyboard.ts";
import type { Key } from "./keys.ts";
import { type Footer, type PromptMark, Screen } from "./screen.ts";
import type { Session } from "../session/session.ts";
import type { SessionEvent } from "../session/session_event.ts";
import { parseTyped, slashCommands } from "./slash.ts";
import { type Command, runCommand } from "./terminal_commands.ts";
import { TerminalView } from "./terminal_view.ts";
import { unsentText } from "./unsent_lines.ts";

/** How a chat on a terminal looks, and what else ends it. */
export interface TerminalChatOptions {
  readonly terminal: Terminal;
  readonly styled: boolean;
  /** Most lines of history that are shown. */
  readonly historyLimit: number;
  readonly bell: Bell;
  /** What marks the cluster in front of the prompt. Default: nothing. */
  readonly mark?: PromptMark | undefined;
  /** Milliseconds since the Unix epoch, now. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** How long something may be under way before it is shown as unsent, or leaving asks about it. */
const patienceMs = 500;

/**
 * Chats on a terminal, line by line: history, then what comes, above a prompt.
 *
 * Returns when the user leaves. Where something is unsent then, the user is asked first, and what
 * goes out meanwhile is an answer too.
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
  readonly #view: TerminalView;
  readonly #input: ChatInput;
  readonly #screen: Screen;
  readonly #keyboard: Keyboard;
  readonly #stops: Disposable;
  readonly #over = Promise.withResolvers<void>();
  readonly #doubted = new Set<string>();
  #isUp = true;
  /** Whether what is unsent has been so for a while, or will be. */
  #isUnsentShown = false;
  #leaving: "no" | "waits" | "asks" = "no";
  #cancelWatch: (() => void) | undefined;

  constructor(session: Session, options: TerminalChatOptions) {
    this.#session = session;
    this.#options = options;
    this.#view = new TerminalView(session, options);
    this.#input = new ChatInput({
      completable: () => this.#completable(),
      ownMessages: () => this.#view.ownMessages(session.current),
    });
    const { terminal, styled } = options;
    this.#keyboard = new Keyboard(terminal, {
      onKey: (key) => this.#press(key),
      onEnd: () => this.#over.resolve(),
    });
    this.#screen = new Screen(terminal, this.#footer(), { styled });
    this.#stops = terminal.onContinue(() => this.#resume());
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    const leave = (): void => this.#over.resolve();
    signal.addEventListener("abort", leave);
    if (signal.aborted) leave();
    try {
      await Promise.race([this.#read(), this.#over.promise]);
    } finally {
      signal.removeEventListener("abort", leave);
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

  /** A text that is on nobody's disk yet should at least stay on the screen. */
  #noticeUnsent(): void {
    const { unsent, current } = this.#session;
    this.#notice(...unsent.map((each) => `not sent: ${unsentText(each, current)}`));
  }

  [Symbol.dispose](): void {
    this.#cancelWatch?.();
    this.#stops[Symbol.dispose]();
    this.#screen[Symbol.dispose]();
    this.#keyboard[Symbol.dispose]();
  }

  async #read(): Promise<void> {
    for await (const event of this.#session.events()) {
      if (event.kind === "records") await this.#view.lookUp(event.channel, event.records);
      this.#take(event);
      if (await this.#isOverBeforeDrained()) return;
    }
  }

  /** Messages stay in the log, and not in memory, while the terminal accepts no output. */
  async #isOverBeforeDrained(): Promise<boolean> {
    return await Promise.race([
      this.#over.promise.then(() => true),
      this.#options.terminal.drain().then(() => false),
    ]);
  }

  #take(event: SessionEvent): void {
    if (event.kind === "link") this.#isUp = event.isUp;
    const { lines, ring } = this.#view.take(event);
    this.#screen.print(lines, { ring, footer: this.#footer() });
  }

  #press(key: Key): void {
    this.#session.markRead();
    this.#session.markShown();
    if (this.#leaving === "asks") this.#answer(key);
    else {
      const action = this.#input.press(key);
      this.#act(action);
      if (action?.kind === "suspend") return;
    }
    this.#refresh();
  }

  #act(action: Action | undefined): void {
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
        return this.#leave();
      case "suspend":
        return void this.#suspend();
      case "clear":
        return this.#screen.clear();
      case "ring":
        return this.#screen.print([], { ring: true, footer: this.#footer() });
    }
  }

  #entered(line: string): void {
    const typed = parseTyped(line);
    switch (typed.kind) {
      case "nothing":
        return;
      case "quit":
        return this.#leave();
      case "mistake":
        this.#input.keep(line);
        return this.#notice(typed.text);
      default:
        return void this.#run(typed, line);
    }
  }

  async #run(command: Command, line: string): Promise<void> {
    const { historyLimit } = this.#options;
    try {
      const running = runCommand(command, {
        session: this.#session,
        view: this.#view,
        historyLimit,
        doubted: this.#doubted,
        print: (lines) => this.#screen.print(lines, { footer: this.#footer() }),
      });
      this.#watchUnsent();
      const lines = await running;
      this.#screen.print(lines, { footer: this.#footer() });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#input.keep(line);
      const isText = command.kind === "say" || command.kind === "message" ||
        command.kind === "edit";
      this.#notice(isText ? `not sent: ${line} (${error.message})` : error.message);
    }
    if (this.#session.unsent.length === 0) this.#allSent();
    this.#refresh();
  }

  async #suspend(): Promise<void> {
    this.#screen.pause();
    this.#keyboard.release();
    await this.#options.terminal.suspend();
    this.#resume();
  }

  #resume(): void {
    this.#keyboard.take();
    this.#screen.resume();
  }

  /** What takes longer than usual is shown until it is done. */
  #watchUnsent(): void {
    if (this.#cancelWatch !== undefined || this.#isUnsentShown) return;
    this.#cancelWatch = after(patienceMs, () => {
      this.#cancelWatch = undefined;
      if (this.#session.unsent.length === 0) return;
      this.#isUnsentShown = true;
      if (this.#leaving === "waits") this.#leaving = "asks";
      this.#refresh();
    });
  }

  #allSent(): void {
    this.#cancelWatch?.();
    this.#cancelWatch = undefined;
    this.#isUnsentShown = false;
    if (this.#leaving !== "no") this.#over.resolve();
  }

  /** Leaving with something unsent waits a moment, then asks; leaving again does not. */
  #leave(): void {
    if (this.#session.unsent.length === 0 || this.#leaving !== "no") return this.#over.resolve();
    this.#leaving = this.#isUp && !this.#isUnsentShown ? "waits" : "asks";
    this.#watchUnsent();
  }

  #answer(key: Key): void {
    if (key.kind === "paste") return;
    const answer = key.kind === "text" ? key.text.slice(0, 1).toLowerCase() : key.name;
    if (answer === "y" || answer === "interrupt" || answer === "end-of-input") {
      this.#over.resolve();
    } else if (answer === "n" || answer === "escape" || answer === "enter") {
      this.#leaving = "no";
    }
  }

  #completable(): ReturnType<ConstructorParameters<typeof ChatInput>[0]["completable"]> {
    const { author } = this.#session;
    return {
      commands: slashCommands.map(({ name }) => name),
      rooms: this.#session.channels().flatMap(({ channel }) =>
        channel.kind === "room" ? [channel.room] : []
      ),
      nicks: this.#session.nicks().filter((nick) => nick !== author),
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
      showsUnsent: this.#isUnsentShown || !this.#isUp,
      asksToLeave: this.#leaving === "asks",
      mark: this.#options.mark,
    });
  }
}
