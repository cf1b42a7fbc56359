import type { Completable } from "./completion.ts";
import type { Key, KeyName } from "./keys.ts";
import { LineEditor } from "./line_editor.ts";
import { TabCycle } from "./tab_cycle.ts";
import type { NumberedMessage } from "./terminal_view.ts";

/** What somebody at a keyboard wants, beyond a change of the line that is typed. */
export type InputAction =
  | { readonly kind: "enter"; readonly line: string }
  | { readonly kind: "edit"; readonly message: NumberedMessage; readonly text: string }
  /** A text came that is longer than a message may be; nothing of it was taken. */
  | { readonly kind: "too-long"; readonly length: number }
  | { readonly kind: "leave" | "suspend" | "clear" | "ring" };

/** What is there to be completed and edited. */
export interface ChatInputSource {
  completable(): Completable;
  /** One's own messages where one is, oldest first. */
  ownMessages(): readonly NumberedMessage[];
}

/** Most UTF-16 units that can be typed: a broker takes no message much above a million bytes. */
export const maxTypedLength = 100_000;

/** The line that is being typed, or the message that is being edited. */
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

  /** The message whose new text is typed. */
  get editing(): NumberedMessage | undefined {
    return this.#editing;
  }

  /** Takes in a key and says what is to be done about it, if more than showing the line anew. */
  press(key: Key): InputAction | undefined {
    if (key.kind === "key") return this.#press(key.name);
    const text = key.kind === "paste" ? key.text.replace(/\n+$/, "") : key.text;
    const length = this.text.length + text.length;
    if (length > maxTypedLength) return { kind: "too-long", length };
    this.#editor.insert(text);
    return undefined;
  }

  /** Keeps a line that could not be used, for Ctrl-Y to bring back. */
  keep(line: string): void {
    this.#editor.keep(line);
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

  /** Ends the editing of a message; what is typed otherwise stays. */
  #cancel(): undefined {
    if (this.#editing === undefined) return;
    this.#editing = undefined;
    this.#editor.set("");
  }

  /** Goes to one's message before or after this one, unless that would lose what is typed. */
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
