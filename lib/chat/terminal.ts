import type { Terminal } from "../context.ts";
import { FailedError } from "../errors.ts";
import { visible } from "../text/visible.ts";
import type { Bell } from "./bell.ts";
import { channelKey } from "./channel.ts";
import { type Action, ChatInput, maxTypedLength } from "./chat_input.ts";
import { Keyboard } from "./keyboard.ts";
import type { Key } from "./keys.ts";
import { type Footer, Screen } from "./screen.ts";
import type { Session } from "./session.ts";
import type { SessionEvent } from "./session_event.ts";
import { parseTyped, slashCommands } from "./slash.ts";
import { type Command, runCommand } from "./terminal_commands.ts";
import { TerminalView } from "./terminal_view.ts";
import { unsentLines, unsentText } from "./unsent_lines.ts";

/** How a chat on a terminal looks, and what else ends it. */
export interface TerminalChatOptions {
  readonly terminal: Terminal;
  readonly styled: boolean;
  /** Most lines of history that are shown. */
  readonly historyLimit: number;
  readonly bell: Bell;
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
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session, options: TerminalChatOptions) {
    this.#session = session;
    this.#options = options;
    this.#view = new TerminalView(session, options);
    this.#input = new ChatInput({
      completable: () => this.#completable(),
      ownMessages: () => this.#view.ownMessages(session.current),
    });
    const { terminal, styled } = options;
    this.#screen = new Screen(terminal, this.#footer(), { styled });
    this.#keyboard = new Keyboard(terminal, {
      onKey: (key) => this.#press(key),
      onEnd: () => this.#over.resolve(),
    });
    this.#stops = terminal.onContinue(() => {
      this.#keyboard.take();
      this.#screen.resume();
    });
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
    clearTimeout(this.#timer);
    this.#stops[Symbol.dispose]();
    this.#screen[Symbol.dispose]();
    this.#keyboard[Symbol.dispose]();
  }

  async #read(): Promise<void> {
    for await (const event of this.#session.events()) {
      if (event.kind === "records") await this.#view.lookUp(event.channel, event.records);
      this.#take(event);
    }
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
    else this.#act(this.#input.press(key));
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

  /** What takes longer than usual is shown until it is done. */
  #watchUnsent(): void {
    if (this.#timer !== undefined || this.#isUnsentShown) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#session.unsent.length === 0) return;
      this.#isUnsentShown = true;
      if (this.#leaving === "waits") this.#leaving = "asks";
      this.#refresh();
    }, patienceMs);
  }

  #allSent(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
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
    const { unsent, current } = this.#session;
    const isShown = this.#isUnsentShown || !this.#isUp;
    const status = isShown ? unsentLines(unsent, current) : [];
    if (this.#leaving === "asks") {
      const count = unsent.length === 1 ? "1 line is" : `${unsent.length} lines are`;
      return { status, prompt: `${count} unsent. Leave anyway? (y/n) `, text: "", cursor: 0 };
    }
    const { text, cursor } = this.#input;
    return { status, prompt: this.#prompt(), text, cursor };
  }

  #prompt(): string {
    const { author, current } = this.#session;
    const channels = this.#session.channels();
    const where = channels.length > 1 || current.kind === "direct"
      ? ` [${visible(channelKey(current))}]`
      : "";
    const editing = this.#input.editing;
    const what = editing === undefined ? "" : ` (edit ${editing.number})`;
    return `${visible(author)}${where}${this.#isUp ? "" : " (offline)"}${what}> `;
  }
}
