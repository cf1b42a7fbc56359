import { after } from "../../async/timer.ts";
import type { Session } from "../session/session.ts";
import type { Key } from "./keys.ts";

/** Dependencies of a {@link LeavePrompt}. */
export interface LeavePromptOptions {
  readonly session: Pick<Session, "unsent">;
  /** Called when {@link LeavePrompt.isAsking} or {@link LeavePrompt.showsUnsent} changed later. */
  readonly onChange: () => void;
  /** Called when the user leaves. */
  readonly onLeave: () => void;
}

/** How long a message may be in flight before it is shown as unsent and leaving asks about it. */
const unsentDelayMs = 500;

/**
 * Asks the user before leaving with unsent messages. Waits a moment first, because most messages
 * are acknowledged quickly; once all are, the user leaves without an answer.
 */
export class LeavePrompt implements Disposable {
  readonly #options: LeavePromptOptions;
  /** Whether a message has been unsent for a while. */
  #showsUnsent = false;
  #state: "stays" | "waits" | "asks" = "stays";
  #cancelWatch: (() => void) | undefined;

  constructor(options: LeavePromptOptions) {
    this.#options = options;
  }

  /** Whether the user is asked to confirm leaving. */
  get isAsking(): boolean {
    return this.#state === "asks";
  }

  /** Whether to show the unsent messages. */
  get showsUnsent(): boolean {
    return this.#showsUnsent;
  }

  /** Call after each attempt to send: shows unsent messages if it takes longer than usual. */
  watchUnsent(): void {
    if (this.#cancelWatch !== undefined || this.#showsUnsent) return;
    this.#cancelWatch = after(unsentDelayMs, () => {
      this.#cancelWatch = undefined;
      if (this.#options.session.unsent.length === 0) return;
      this.#showsUnsent = true;
      if (this.#state === "waits") this.#state = "asks";
      this.#options.onChange();
    });
  }

  /** Call when everything is sent: hides the unsent messages, and leaves if the user wanted to. */
  allSent(): void {
    this.#cancelWatch?.();
    this.#cancelWatch = undefined;
    this.#showsUnsent = false;
    if (this.#state !== "stays") this.#options.onLeave();
  }

  /**
   * Leaves, or waits and then asks if something is unsent. The second call leaves at once.
   *
   * @param isUp Whether the broker is connected; if not, asks at once.
   */
  leave(isUp: boolean): void {
    const { session, onLeave } = this.#options;
    if (session.unsent.length === 0 || this.#state !== "stays") return onLeave();
    this.#state = isUp && !this.#showsUnsent ? "waits" : "asks";
    this.watchUnsent();
  }

  /** Handles a key while {@link isAsking}. */
  answer(key: Key): void {
    if (key.kind !== "text" && key.kind !== "key") return;
    const answer = key.kind === "text" ? key.text.slice(0, 1).toLowerCase() : key.name;
    if (answer === "y" || answer === "interrupt" || answer === "end-of-input") {
      this.#options.onLeave();
    } else if (answer === "n" || answer === "escape" || answer === "enter") {
      this.#state = "stays";
    }
  }

  [Symbol.dispose](): void {
    this.#cancelWatch?.();
  }
}
