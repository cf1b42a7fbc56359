import type { LogItem } from "./channel_log.ts";

/** The list of items that a {@link MessagePane} shows. */
export interface PaneItems {
  readonly items: readonly LogItem[];
  /** Returns the index of an item; undefined if it is not loaded. */
  indexOf(key: string): number | undefined;
  /** Returns the number of rows of an item, the separators above it included; at least 1. */
  rowCount(index: number): number;
}

/** Part of an item that is shown. */
export interface ShownItem {
  readonly index: number;
  /** The first row of the item that is shown, from 0, and the one after the last. */
  readonly start: number;
  readonly end: number;
}

/**
 * The row at the bottom of the pane: an item and the number of its rows below it. It does not
 * depend on what is above, so that older messages can be loaded without a jump.
 */
interface Anchor {
  readonly key: string;
  readonly below: number;
}

/** Which part of a list is shown, and which message is selected. Follows the end at first. */
export class MessagePane {
  /** Undefined: the pane follows the end of the list. */
  #anchor: Anchor | undefined;
  #selected: string | undefined;

  /** Whether new messages scroll the pane. */
  get isAtEnd(): boolean {
    return this.#anchor === undefined;
  }

  /** The key of the selected message; undefined if none is selected. */
  get selected(): string | undefined {
    return this.#selected;
  }

  /** Shows the end of the list, and follows it. */
  toEnd(): void {
    this.#anchor = undefined;
  }

  /** Shows the first item. */
  toStart(list: PaneItems, height: number): void {
    this.#place(list, firstBottom(list, height));
  }

  /** Moves by a number of rows: up if it is negative. */
  scroll(list: PaneItems, rows: number, height: number): void {
    const bottom = this.#bottom(list);
    if (bottom === undefined) return;
    const moved = moveBy(list, bottom, rows);
    if (moved === undefined) return this.toEnd();
    const first = firstBottom(list, height);
    this.#place(list, first !== undefined && isBefore(moved, first) ? first : moved);
  }

  /** Returns what is shown in `height` rows, from top to bottom. */
  visible(list: PaneItems, height: number): ShownItem[] {
    const bottom = this.#bottom(list);
    if (bottom === undefined) return [];
    const shown: ShownItem[] = [];
    let left = height;
    for (let { index, row } = bottom; index >= 0 && left > 0; index--) {
      const end = index === bottom.index ? row + 1 : list.rowCount(index);
      const start = Math.max(0, end - left);
      shown.unshift({ index, start, end });
      left -= end - start;
    }
    return shown;
  }

  /** The number of entries below what is shown. */
  countBelow(list: Pick<PaneItems, "items" | "indexOf">): number {
    if (this.#anchor === undefined) return 0;
    const index = list.indexOf(this.#anchor.key) ?? 0;
    let count = 0;
    for (let below = index + 1; below < list.items.length; below++) {
      if (list.items[below]!.kind === "entry") count++;
    }
    return count;
  }

  /** Selects no message. */
  deselect(): void {
    this.#selected = undefined;
  }

  /** Selects a message. */
  select(list: PaneItems, key: string, height: number): void {
    this.#selected = key;
    this.#reveal(list, height);
  }

  /** Selects the first or the last message. */
  selectEnd(list: PaneItems, end: "first" | "last", height: number): void {
    const { items } = list;
    const found = end === "first" ? items.find(isMessage) : items.findLast(isMessage);
    if (found !== undefined) this.select(list, found.key, height);
  }

  /**
   * Selects the next message in a direction; without a selection, the last one that is shown.
   *
   * @returns Whether there is one.
   */
  selectNext(list: PaneItems, step: -1 | 1, height: number): boolean {
    const { items } = list;
    const current = this.#selected === undefined ? undefined : list.indexOf(this.#selected);
    if (current === undefined) return this.#selectLastShown(list, height);
    for (let index = current + step; index >= 0 && index < items.length; index += step) {
      if (!isMessage(items[index]!)) continue;
      this.select(list, items[index]!.key, height);
      return true;
    }
    return false;
  }

  #selectLastShown(list: PaneItems, height: number): boolean {
    const shown = this.visible(list, height).map(({ index }) => list.items[index]!);
    const found = shown.findLast(isMessage) ?? list.items.findLast(isMessage);
    if (found !== undefined) this.select(list, found.key, height);
    return found !== undefined;
  }

  /** Scrolls until the selected message is shown. */
  #reveal(list: PaneItems, height: number): void {
    const index = list.indexOf(this.#selected ?? "");
    if (index === undefined) return;
    const shown = this.visible(list, height);
    const found = shown.find((item) => item.index === index);
    const rows = list.rowCount(index);
    if (found !== undefined && found.end === rows && (found.start === 0 || rows > height)) return;
    const isBelow = found === undefined && index > (shown.at(-1)?.index ?? 0) ||
      found !== undefined && found.end < rows;
    if (isBelow || rows >= height) return this.#place(list, { index, row: rows - 1 });
    const bottom = moveBy(list, { index, row: 0 }, height - 1);
    if (bottom === undefined) this.toEnd();
    else this.#place(list, bottom);
  }

  #bottom(list: PaneItems): Row | undefined {
    const last = list.items.length - 1;
    if (last < 0) return undefined;
    if (this.#anchor === undefined) return { index: last, row: list.rowCount(last) - 1 };
    // An item that is no longer loaded was older than the others.
    const index = list.indexOf(this.#anchor.key) ?? 0;
    return { index, row: Math.max(0, list.rowCount(index) - 1 - this.#anchor.below) };
  }

  #place(list: PaneItems, bottom: Row | undefined): void {
    if (bottom === undefined) return this.toEnd();
    const { index, row } = bottom;
    const isLast = index === list.items.length - 1 && row === list.rowCount(index) - 1;
    if (isLast) return this.toEnd();
    this.#anchor = { key: list.items[index]!.key, below: list.rowCount(index) - 1 - row };
  }
}

/** A row of an item, from 0. */
interface Row {
  readonly index: number;
  readonly row: number;
}

function isMessage(item: LogItem): boolean {
  return item.kind === "entry" && item.entry.kind === "message";
}

function isBefore(one: Row, other: Row): boolean {
  return one.index < other.index || (one.index === other.index && one.row < other.row);
}

/** The row at the bottom if the first item is at the top; undefined if the list is shorter. */
function firstBottom(list: PaneItems, height: number): Row | undefined {
  return moveBy(list, { index: 0, row: 0 }, height - 1);
}

/** Moves by rows, at most to the first one; undefined beyond the last one. */
function moveBy(list: PaneItems, { index, row }: Row, rows: number): Row | undefined {
  let at = index;
  let next = row + rows;
  while (next < 0) {
    if (at === 0) return { index: 0, row: 0 };
    at--;
    next += list.rowCount(at);
  }
  while (at < list.items.length && next >= list.rowCount(at)) {
    next -= list.rowCount(at);
    at++;
  }
  return at < list.items.length ? { index: at, row: next } : undefined;
}
