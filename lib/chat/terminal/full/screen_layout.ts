import type { TerminalSize } from "../../../context.ts";

/** A rectangle of cells; `right` and `bottom` are the first column and row after it. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The areas of the screen; undefined for a column that does not fit or is not wanted. */
export interface ScreenLayout {
  readonly rooms: Area | undefined;
  readonly messages: Area;
  readonly people: Area | undefined;
  /** The row of the status bar; undefined if the screen is too low. */
  readonly status: number | undefined;
  readonly input: Area;
}

/** The number of columns from which the side columns are shown. */
const [roomsFrom, peopleFrom] = [80, 100];
const [roomsColumns, peopleColumns] = [20, 18];
const [widerFrom, widerBy] = [160, 8];
/** From this number of rows there is a status bar. */
const statusFrom = 4;

/** Divides the screen. The input has as many rows as it needs, up to a third of the screen. */
export function layOutScreen(
  { columns, rows }: TerminalSize,
  { inputRows, showsPeople }: { readonly inputRows: number; readonly showsPeople: boolean },
): ScreenLayout {
  const inputTop = rows - Math.max(1, Math.min(inputRows, maxInputRows(rows)));
  const hasStatus = rows >= statusFrom;
  const bottom = Math.max(0, inputTop - (hasStatus ? 1 : 0));
  const wider = columns >= widerFrom ? widerBy : 0;
  const left = columns >= roomsFrom ? roomsColumns + wider : 0;
  const right = showsPeople && columns >= peopleFrom ? columns - peopleColumns - wider : columns;
  const column = { top: 0, bottom };
  return {
    // One column is for the line between the areas.
    rooms: left > 0 ? { ...column, left: 0, right: left - 1 } : undefined,
    messages: { ...column, left, right },
    people: right < columns ? { ...column, left: right + 1, right: columns } : undefined,
    status: hasStatus ? bottom : undefined,
    input: { left: 0, right: columns, top: inputTop, bottom: rows },
  };
}

/** The number of rows that the input can have. */
export function maxInputRows(rows: number): number {
  return Math.max(1, Math.floor(rows / 3));
}

/** Whether a cell is in an area. */
export function isIn(area: Area, row: number, column: number): boolean {
  return row >= area.top && row < area.bottom && column >= area.left && column < area.right;
}
