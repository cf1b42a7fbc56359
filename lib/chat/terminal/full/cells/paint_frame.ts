import { isDisputed } from "../../row_paint.ts";
import type { CellBuffer } from "./cell_buffer.ts";

/** A cell of a terminal, counted from 0. */
export interface CellPosition {
  readonly row: number;
  readonly column: number;
}

/** Unchanged cells up to this number are written again, which is shorter than moving the cursor. */
const maxGap = 4;
const beginUpdate = "\x1b[?2026h";
const endUpdate = "\x1b[?2026l";
const hideCursor = "\x1b[?25l";
const showCursor = "\x1b[?25h";
const resetStyle = "\x1b[0m";
const clearRow = "\x1b[2K";
const clearToEnd = "\x1b[K";

/**
 * Returns the output that changes what a terminal shows from one buffer to the next, and puts the
 * cursor into a cell.
 *
 * The output is one synchronized update, so that no terminal that knows those shows half of it. A
 * changed row with characters whose width differs between terminals is written as a whole, with a
 * cursor movement after each of them.
 *
 * @param previous What is shown; undefined or another size if all has to be written.
 * @param cursor Undefined hides the cursor.
 */
export function paintFrame(
  next: CellBuffer,
  previous: CellBuffer | undefined,
  cursor: CellPosition | undefined,
): string {
  const known = previous?.columns === next.columns && previous.rows === next.rows
    ? previous
    : undefined;
  let painted = "";
  for (let row = 0; row < next.rows; row++) painted += paintRow(next, known, row);
  const place = cursor === undefined ? "" : moveTo(cursor) + showCursor;
  return beginUpdate + hideCursor + painted + resetStyle + place + endUpdate;
}

function paintRow(next: CellBuffer, previous: CellBuffer | undefined, row: number): string {
  if (previous === undefined) return paintWhole(next, row);
  const spans = changedSpans(next, previous, row);
  if (spans.length === 0) return "";
  if (hasDisputed(next, row) || hasDisputed(previous, row)) return paintWhole(next, row);
  return spans.map(([start, end]) => {
    return moveTo({ row, column: start }) + paintCells(next, row, { start, end });
  }).join("");
}

/** Returns the parts of a row that differ, each as its first column and the one after its last. */
function changedSpans(
  next: CellBuffer,
  previous: CellBuffer,
  row: number,
): [start: number, end: number][] {
  const spans: [number, number][] = [];
  for (let column = 0; column < next.columns; column++) {
    const isSame = next.textAt(row, column) === previous.textAt(row, column) &&
      next.styleAt(row, column) === previous.styleAt(row, column);
    if (isSame) continue;
    const last = spans.at(-1);
    if (last !== undefined && column - last[1] <= maxGap) last[1] = column + 1;
    else spans.push([column, column + 1]);
  }
  for (const span of spans) {
    // A wide character is written from its first cell to its last.
    while (span[0] > 0 && next.textAt(row, span[0]) === "") span[0]--;
    while (span[1] < next.columns && next.textAt(row, span[1]) === "") span[1]++;
  }
  return spans;
}

function paintWhole(next: CellBuffer, row: number): string {
  const whole = { start: 0, end: endOfText(next, row) };
  return moveTo({ row, column: 0 }) + resetStyle + clearRow + paintCells(next, row, whole);
}

function paintCells(
  buffer: CellBuffer,
  row: number,
  { start, end }: { readonly start: number; readonly end: number },
): string {
  // Joined at the end, because adding thousands of cells one by one fills the memory.
  const painted = [resetStyle];
  let style = "";
  for (let column = start; column < end; column++) {
    const text = buffer.textAt(row, column);
    if (text === "") continue;
    const wanted = buffer.styleAt(row, column);
    if (wanted !== style) painted.push(wanted === "" ? resetStyle : `\x1b[0;${wanted}m`);
    style = wanted;
    painted.push(text);
    if (!isUncertain(text)) continue;
    let after = column + 1;
    while (after < end && buffer.textAt(row, after) === "") after++;
    if (after >= buffer.columns) continue;
    painted.push(`\x1b[${after + 1}G${resetStyle}${clearToEnd}`);
    style = "";
  }
  return painted.join("");
}

/** The end of a row without plain blanks, which a cleared row shows already. */
function endOfText(buffer: CellBuffer, row: number): number {
  let end = buffer.columns;
  while (end > 0 && buffer.textAt(row, end - 1) === " " && buffer.styleAt(row, end - 1) === "") {
    end--;
  }
  return end;
}

function hasDisputed(buffer: CellBuffer, row: number): boolean {
  for (let column = 0; column < buffer.columns; column++) {
    if (isUncertain(buffer.textAt(row, column))) return true;
  }
  return false;
}

/** Whether a terminal may show a character in another width: if it has several code points. */
function isUncertain(text: string): boolean {
  if (text.length < 2) return false;
  return text.codePointAt(0)! < 0x10000 || text.length > 2 || isDisputed(text);
}

function moveTo({ row, column }: CellPosition): string {
  return `\x1b[${row + 1};${column + 1}H`;
}
