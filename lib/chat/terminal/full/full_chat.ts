import { WahError } from "../../../errors.ts";
import { type Channel, roomChannel } from "../../log/channel.ts";
import type { ChatRecord, Position } from "../../message/message.ts";
import type { Session } from "../../session/session.ts";
import type { TerminalChatOptions } from "../chat_options.ts";
import type { EventTap } from "../event_tap.ts";
import { Keyboard, type ReadBytes } from "../keyboard.ts";
import type { Key } from "../keys.ts";
import { LeavePrompt } from "../leave_prompt.ts";
import { type ChatOutcome, leaveSession } from "../leave_session.ts";
import { parsePromptRequest } from "../prompt_request.ts";
import { runRequest, type SessionRequest } from "../run_request.ts";
import { unsentText } from "../unsent_lines.ts";
import type { ChannelView } from "./channel_view.ts";
import { type DrawnScreen, drawScreen } from "./draw_screen.ts";
import { FullDisplay } from "./full_display.ts";
import { FullKeys } from "./full_keys.ts";
import { FullState } from "./full_state.ts";
import type { KeysHost } from "./keys_host.ts";
import { bindingsOf } from "./keymap.ts";
import { colorLevel, Theme } from "./theme.ts";

/** Where a chat on the full screen begins. */
export interface FullChatStart {
  readonly events: EventTap;
  readonly read: ReadBytes;
  /** Whether the broker is connected. */
  readonly isUp: boolean;
  /** Whether the user comes from lines, so that the history was shown before. */
  readonly isBack: boolean;
}

/** Older messages are loaded when fewer items than this are above the screen. */
const minItemsAbove = 50;
/** Number of records of the first page, and of each later one as a share of those loaded. */
const firstPage = 200;
const pageShare = 4;
const maxPage = 1_000;
/** How long to wait after older messages could not be read, in milliseconds. */
const retryMs = 2_000;

/**
 * Chats on the full screen.
 *
 * Returns when the user leaves or switches to lines. If messages are unsent when they leave, asks
 * the user first, unless they are sent before the user answers.
 *
 * @throws {FailedError} If messages were left unsent.
 * @throws The signal's reason, when it aborts; the terminal is restored.
 */
export async function chatOnFullScreen(
  session: Session,
  options: TerminalChatOptions,
  start: FullChatStart,
): Promise<ChatOutcome> {
  using chat = new FullChat(session, options, start);
  return await chat.run();
}

class FullChat implements Disposable {
  readonly #session: Session;
  readonly #options: TerminalChatOptions;
  readonly #start: FullChatStart;
  readonly #state: FullState;
  readonly #keys: FullKeys;
  readonly #leavePrompt: LeavePrompt;
  readonly #display: FullDisplay;
  readonly #keyboard: Keyboard;
  readonly #continueListener: Disposable;
  readonly #ended = Promise.withResolvers<ChatOutcome["kind"]>();
  readonly #warnedNames = new Set<string>();
  #drawn: DrawnScreen | undefined;
  #hasEnded = false;

  constructor(session: Session, options: TerminalChatOptions, start: FullChatStart) {
    this.#session = session;
    this.#options = options;
    this.#start = start;
    const { terminal, bell, full } = options;
    const level = colorLevel(options.styled, full.env);
    const theme = new Theme(level, full.background ?? "dark");
    this.#state = new FullState(session, { theme, bell, isReady: start.isBack });
    this.#state.isUp = start.isUp;
    this.#keys = new FullKeys(this.#state, this.#keysHost(), {
      followsBackground: full.background === undefined,
    });
    this.#leavePrompt = new LeavePrompt({
      session,
      onChange: () => this.#update(),
      onLeave: () => this.#ended.resolve("left"),
    });
    const onKey = (key: Key): void => this.#press(key);
    const onEnd = (): void => this.#ended.resolve("left");
    const keyOptions = { bindings: bindingsOf(), hasReports: true, read: start.read };
    this.#keyboard = new Keyboard(terminal, { onKey, onEnd }, keyOptions);
    const facts = { broker: full.broker, mark: options.mark };
    this.#display = new FullDisplay(terminal, (buffer) => {
      this.#drawn = drawScreen(buffer, this.#state, facts);
      return this.#drawn.cursor;
    });
    this.#continueListener = terminal.onContinue(() => this.#resume());
  }

  async run(): Promise<ChatOutcome> {
    this.#update();
    return await leaveSession(this.#session, {
      ended: Promise.race([this.#read(), this.#ended.promise]),
      noticeUnsent: () => this.#noticeUnsent(),
      isUp: () => this.#state.isUp,
      signal: this.#options.signal,
    });
  }

  [Symbol.dispose](): void {
    this.#hasEnded = true;
    this.#ended.resolve("left");
    this.#leavePrompt[Symbol.dispose]();
    this.#continueListener[Symbol.dispose]();
    this.#display[Symbol.dispose]();
    this.#keyboard[Symbol.dispose]();
  }

  async #read(): Promise<ChatOutcome["kind"]> {
    const { events } = this.#start;
    for (;;) {
      const { done, value: event } = await events.peek();
      if (done || this.#hasEnded) return "left";
      events.take();
      if (this.#state.apply(event)) this.#display.ring();
      this.#state.sync();
      this.#display.refreshSoon();
      this.#loadOlder();
    }
  }

  #press(key: Key): void {
    const state = this.#state;
    if (this.#leavePrompt.isAsking) this.#leavePrompt.answer(key);
    else this.#keys.press(key);
    if (this.#hasEnded) return;
    state.sync();
    if (key.kind !== "background") state.markRead();
    this.#update();
  }

  /** Shows the state, and loads older messages if the top of the loaded ones is near. */
  #update(): void {
    if (this.#hasEnded) return;
    const state = this.#state;
    state.showsUnsent = this.#leavePrompt.showsUnsent;
    const count = this.#session.unsent.length;
    state.leaveQuestion = this.#leavePrompt.isAsking
      ? `${count === 1 ? "1 line is" : `${count} lines are`} unsent. Leave anyway? (y/n)`
      : undefined;
    this.#display.refresh();
    this.#loadOlder();
  }

  #loadOlder(): void {
    const { current } = this.#state;
    const { firstShown = 0 } = this.#drawn ?? {};
    const isNear = firstShown < minItemsAbove;
    const isWanted = !current.pane.isAtEnd || firstShown === 0;
    if (!isNear || !isWanted || current.isLoading || !current.isReady) return;
    if (performance.now() - current.failedAt < retryMs) return;
    if (current.log.hasMore) void this.#loadPage(current);
  }

  async #loadPage(view: ChannelView): Promise<void> {
    view.isLoading = true;
    const { log, channel } = view;
    const size = Math.max(firstPage, Math.min(maxPage, Math.floor(log.size / pageShare)));
    try {
      log.prepend(await this.#session.page(log.from, size, channel));
      view.isLoading = false;
    } catch (error) {
      if (this.#hasEnded) return;
      // A later key tries again; any other error is a bug, or the session was closed.
      if (!(error instanceof WahError)) return this.#ended.reject(error);
      this.#state.flash = error.message;
      view.isLoading = false;
      view.failedAt = performance.now();
      return this.#display.refreshSoon();
    }
    this.#update();
  }

  #enter(line: string): void {
    const request = parsePromptRequest(line);
    const state = this.#state;
    switch (request.kind) {
      case "nothing":
        return;
      case "quit":
        return this.#leavePrompt.leave(state.isUp);
      case "full":
        return this.#ended.resolve("switched");
      case "help":
        state.overlay = { kind: "help", first: 0 };
        return;
      case "history":
        state.flash = "scroll up to see older messages";
        return;
      case "mistake":
        state.input.saveForYank(line);
        return state.notice(request.text);
      case "edit":
      case "delete":
        state.input.saveForYank(line);
        return state.notice(
          `to ${request.kind} a message, press Esc, select it, then press ${request.kind[0]}`,
        );
      default:
        return void this.#run(line, () => this.#request(request));
    }
  }

  async #request(request: SessionRequest): Promise<void> {
    const state = this.#state;
    const lines = await runRequest(request, {
      session: this.#session,
      view: {
        notice: (text: string): string[] => [text],
        history: (_: Channel, __: readonly ChatRecord[]): string[] => [],
        numbered: () => undefined,
      },
      historyLimit: 0,
      warnedNames: this.#warnedNames,
      print: (lines) => lines.forEach((line) => state.notice(line)),
    });
    for (const line of lines) state.notice(line);
  }

  /** Runs what a line asks for; a rejected line can be restored. */
  async #run(line: string | undefined, work: () => Promise<unknown>): Promise<void> {
    try {
      const running = work();
      this.#leavePrompt.watchUnsent();
      await running;
    } catch (error) {
      // Any other error is a bug, or the session was closed; both end the chat.
      if (!(error instanceof WahError)) return this.#ended.reject(error);
      if (line !== undefined) this.#state.input.saveForYank(line);
      const isText = line !== undefined && !line.startsWith("/");
      this.#state.notice(isText ? `not sent: ${line} (${error.message})` : error.message);
    }
    if (this.#session.unsent.length === 0) this.#leavePrompt.allSent();
    if (this.#hasEnded) return;
    this.#state.sync();
    this.#update();
  }

  #keysHost(): KeysHost {
    const session = this.#session;
    const position = ({ partition, offset }: Position): Position => ({ partition, offset });
    return {
      drawn: () => this.#drawn!,
      enter: (line) => this.#enter(line),
      edit: (entry, text) => void this.#run(text, () => session.edit(position(entry), text)),
      delete: (entry) => void this.#run("/delete", () => session.delete(position(entry))),
      switchTo: (channel) => void this.#run(undefined, () => this.#switchTo(channel)),
      leave: () => this.#leavePrompt.leave(this.#state.isUp),
      suspend: () => void this.#suspend(),
      redrawAll: () => this.#display.redrawAll(),
      ring: () => this.#display.ring(),
      copy: (text) => this.#display.copy(text),
      openLink: (url) => void this.#run(undefined, () => this.#options.full.openLink(url)),
    };
  }

  async #switchTo(channel: Channel): Promise<void> {
    await this.#session.switchTo(channel.kind === "room" ? roomChannel(channel.room) : channel);
  }

  async #suspend(): Promise<void> {
    this.#display.pause();
    this.#keyboard.release();
    await this.#options.terminal.suspend();
    this.#resume();
  }

  #resume(): void {
    this.#keyboard.reclaim();
    this.#display.resume();
  }

  /** Prints unsent texts on the screen from before, because they are stored nowhere else. */
  #noticeUnsent(): void {
    const { unsent, current } = this.#session;
    if (unsent.length === 0) return;
    this.#hasEnded = true;
    this.#display.pause();
    const lines = unsent.map((each) => `-- not sent: ${unsentText(each, current)}\r\n`);
    this.#options.terminal.write(lines.join(""));
  }
}
