import type { Completable } from "./completion.ts";
import type { Key, KeyName } from "./keys.ts";
import { LineEditor } from "./line_editor.ts";
import { TabCycle } from "./tab_cycle.ts";
import type { NumberedMessage } from "./message_numbers.ts";

/** What the chat must do after a key press, in addition to showing the typed line. */
export type InputAction =
  | { readonly kind: "enter"; readonly line: string }
  | { readonly kind: "edit"; readonly message: NumberedMessage; readonly text: string }
  /** A text exceeds the maximum length of a message; none of it was inserted. */
  | { readonly kind: "too-long"; readonly length: number }
  | { readonly kind: "leave" | "suspend" | "clear" | "ring" };

/** Provides what can be completed and edited. */
export interface ChatInputSource {
  completable(): Completable;
  /** The user's own messages in the current channel that can be edited, oldest first. */
  ownMessages(): readonly NumberedMessage[];
}

/** Maximum length of a typed message in UTF-16 units; brokers reject messages over about 1 MB. */
export const maxTypedLength = 100_000;

/** The typed line, or the message that is being edited. */
export class ChatInput {
  readonly #source: ChatInputSource;
  readonly #editor = new LineEditor();
  readonly #tab = new TabCycle(this.#editor);
  #editing: NumberedMessage | undefined;

  constructor(source: ChatInputSource) {
    this.#source = source;
  }

  get text(): string {
    return this.#editor.text;
  }

  get cursor(): number {
    return this.#editor.cursor;
  }

  /** The message that is being edited. */
  get editing(): NumberedMessage | undefined {
    return this.#editing;
  }

  /** Handles a key; returns what to do in addition to showing the line again. */
  press(key: Key): InputAction | undefined {
    if (key.kind === "key") return this.#press(key.name);
    if (key.kind !== "text" && key.kind !== "paste") return undefined;
    const text = key.kind === "paste" ? key.text.replace(/\n+$/, "") : key.text;
    const length = this.text.length + text.length;
    if (length > maxTypedLength) return { kind: "too-long", length };
    this.#editor.insert(text);
    return undefined;
  }

  /** Saves a rejected line, so that Ctrl-Y restores it. */
  saveForYank(line: string): void {
    this.#editor.saveForYank(line);
  }

  #press(name: KeyName): InputAction | undefined {
    switch (name) {
      case "enter":
        return this.#enter();
      case "interrupt":
        return { kind: "leave" };
      case "end-of-input":
        if (this.text === "") return { kind: "leave" };
        return this.#edit("delete");
      case "suspend":
        return { kind: "suspend" };
      case "redraw":
        return { kind: "clear" };
      case "tab":
      case "back-tab": {
        const isChanged = this.#tab.next(this.#source.completable(), { back: name === "back-tab" });
        return isChanged ? undefined : { kind: "ring" };
      }
      case "escape":
        return this.#cancel();
      case "up":
        return this.#editor.press("up") ? undefined : this.#step(-1);
      case "down":
        return this.#editor.press("down") ? undefined : this.#step(1);
      default:
        return this.#edit(name);
    }
  }

  #edit(name: KeyName): InputAction | undefined {
    this.#editor.press(name);
    return undefined;
  }

  #enter(): InputAction | undefined {
    const { text } = this;
    const message = this.#editing;
    this.#cancel();
    if (message === undefined) {
      this.#editor.set("");
      return { kind: "enter", line: text };
    }
    const isNew = text.trim() !== "" && text !== message.entry.text;
    return isNew ? { kind: "edit", message, text } : undefined;
  }

  /** Stops editing a message. Keeps the line if no message is being edited. */
  #cancel(): undefined {
    if (this.#editing === undefined) return;
    this.#editing = undefined;
    this.#editor.set("");
  }

  /** Switches to the user's previous or next message, unless typed text would be lost. */
  #step(direction: -1 | 1): InputAction | undefined {
    const editing = this.#editing;
    const isTouched = this.text !== "" && this.text !== editing?.entry.text;
    if (isTouched || (editing === undefined && direction > 0)) return { kind: "ring" };
    const messages = this.#source.ownMessages();
    const here = editing === undefined
      ? messages.length
      : messages.findIndex(({ number }) => number === editing.number);
    const next = messages[here + direction];
    if (next === undefined) return direction > 0 ? this.#cancel() : { kind: "ring" };
    this.#editing = next;
    this.#editor.set(next.entry.text);
    return undefined;
  }
}
