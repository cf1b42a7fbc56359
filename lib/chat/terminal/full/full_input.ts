import type { MessageEntry } from "../../message/timeline.ts";
import type { Completable } from "../completion.ts";
import { maxTypedLength } from "../chat_input.ts";
import type { Key, KeyName } from "../keys.ts";
import { LineEditor } from "../line_editor.ts";
import { TabCycle } from "../tab_cycle.ts";
import { InputHistory } from "./input_history.ts";

/** What to do after a key, in addition to showing the typed line. */
export type FullInputAction =
  | { readonly kind: "enter"; readonly line: string }
  | { readonly kind: "edit"; readonly entry: MessageEntry; readonly text: string }
  /** A text exceeds the maximum length of a message; none of it was inserted. */
  | { readonly kind: "too-long"; readonly length: number }
  | { readonly kind: "leave" | "suspend" | "redraw" | "ring" | "select" | "help" }
  | { readonly kind: "oldest" | "newest" };

/** The search in what was typed before. */
interface InputSearch {
  query: string;
  /** Number of newer matches to skip. */
  skip: number;
  /** The line before the search. */
  readonly draft: string;
}

/** The input of the full screen: the typed line, a message being edited, or a search. */
export class FullInput {
  readonly #completable: () => Completable;
  readonly #editor = new LineEditor();
  readonly #tab = new TabCycle(this.#editor);
  readonly #history = new InputHistory();
  #editing: MessageEntry | undefined;
  #search: InputSearch | undefined;

  constructor(completable: () => Completable) {
    this.#completable = completable;
  }

  /** The typed text. */
  get text(): string {
    return this.#editor.text;
  }

  /** In UTF-16 units of {@link text}. */
  get cursor(): number {
    return this.#editor.cursor;
  }

  /** The message that is being edited. */
  get editing(): MessageEntry | undefined {
    return this.#editing;
  }

  /** What is searched for; undefined without a search. */
  get searched(): string | undefined {
    return this.#search?.query;
  }

  /** Replaces the typed text, and ends editing and searching. */
  set(text: string): void {
    this.#editing = undefined;
    this.#search = undefined;
    this.#editor.set(text);
  }

  /** Begins to edit a message. */
  edit(entry: MessageEntry): void {
    this.set(entry.text);
    this.#editing = entry;
  }

  /** Begins to search what was typed before; in a search, finds the next older line. */
  search(): void {
    if (this.#search === undefined) {
      this.#search = { query: "", skip: 0, draft: this.text };
      return;
    }
    const skip = this.#search.skip + 1;
    if (this.#history.search(this.#search.query, skip) === undefined) return;
    this.#search.skip = skip;
    this.#showFound();
  }

  /** Saves a rejected line, so that Ctrl-Y restores it. */
  saveForYank(line: string): void {
    this.#editor.saveForYank(line);
  }

  /** Handles a key; returns what to do in addition to showing the line again. */
  press(key: Key): FullInputAction | undefined {
    if (key.kind === "key") {
      return this.#search === undefined ? this.#press(key.name) : this.#pressInSearch(key.name);
    }
    if (key.kind !== "text" && key.kind !== "paste") return undefined;
    return this.#insert(key.kind === "paste" ? key.text.replace(/\n+$/, "") : key.text);
  }

  #insert(text: string): FullInputAction | undefined {
    const length = this.text.length + text.length;
    if (length > maxTypedLength) return { kind: "too-long", length };
    if (this.#search !== undefined) {
      this.#search.query += text;
      this.#search.skip = 0;
      this.#showFound();
      return undefined;
    }
    if (text === "?" && this.text === "" && this.#editing === undefined) return { kind: "help" };
    this.#editor.insert(text);
    return undefined;
  }

  /** Inserts a question mark, which opens the list of keys otherwise. */
  insertQuestionMark(): void {
    this.#editor.insert("?");
  }

  #press(name: KeyName): FullInputAction | undefined {
    const isEmpty = this.text === "";
    switch (name) {
      case "enter":
        return this.#enter();
      case "interrupt":
        return isEmpty && this.#editing === undefined ? { kind: "leave" } : this.#clear();
      case "end-of-input":
        return isEmpty ? { kind: "leave" } : this.#edit("delete");
      case "suspend":
        return { kind: "suspend" };
      case "redraw":
        return { kind: "redraw" };
      case "escape":
        return this.#editing === undefined ? { kind: "select" } : this.#clear();
      case "home":
      case "end":
        if (isEmpty) return { kind: name === "home" ? "oldest" : "newest" };
        return this.#edit(name);
      case "tab":
      case "back-tab": {
        const isChanged = this.#tab.next(this.#completable(), { back: name === "back-tab" });
        return isChanged ? undefined : { kind: "ring" };
      }
      case "up":
        return this.#editor.press("up") ? undefined : this.#recall("up");
      case "down":
        return this.#editor.press("down") ? undefined : this.#recall("down");
      default:
        return this.#edit(name);
    }
  }

  #pressInSearch(name: KeyName): FullInputAction | undefined {
    const search = this.#search!;
    switch (name) {
      case "backspace":
        search.query = search.query.slice(0, -1).toWellFormed();
        search.skip = 0;
        return this.#showFound();
      case "escape":
      case "interrupt":
        this.set(search.draft);
        return undefined;
      case "enter":
        this.#search = undefined;
        return undefined;
      default:
        this.#search = undefined;
        return this.#press(name);
    }
  }

  #showFound(): undefined {
    const { query, skip, draft } = this.#search!;
    this.#editor.set(this.#history.search(query, skip) ?? draft);
  }

  #edit(name: KeyName): undefined {
    this.#editor.press(name);
  }

  #clear(): undefined {
    this.#editor.saveForYank(this.text);
    this.set("");
  }

  #recall(direction: "up" | "down"): FullInputAction | undefined {
    if (this.#editing !== undefined) return { kind: "ring" };
    const line = direction === "up" ? this.#history.previous(this.text) : this.#history.next();
    if (line === undefined) return { kind: "ring" };
    this.#editor.set(line);
    return undefined;
  }

  #enter(): FullInputAction | undefined {
    const { text } = this;
    const entry = this.#editing;
    this.set("");
    if (entry === undefined) {
      this.#history.add(text);
      return { kind: "enter", line: text };
    }
    const isNew = text.trim() !== "" && text !== entry.text;
    return isNew ? { kind: "edit", entry, text } : undefined;
  }
}
