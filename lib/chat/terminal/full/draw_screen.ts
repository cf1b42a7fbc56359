import type { TerminalSize } from "../../../context.ts";
import { visible } from "../../../text/visible.ts";
import { type Channel, channelKey } from "../../log/channel.ts";
import { layOutInput } from "../input_layout.ts";
import { unsentLines } from "../unsent_lines.ts";
import type { CellBuffer } from "./cells/cell_buffer.ts";
import type { CellPosition } from "./cells/paint_frame.ts";
import { writeRow } from "./cells/wrap.ts";
import { drawPeople, drawRooms, type RowTargets } from "./draw_columns.ts";
import { drawHelp, drawSwitcher } from "./draw_overlay.ts";
import type { FullState } from "./full_state.ts";
import type { MessageRows } from "./message_rows.ts";
import { type Area, layOutScreen, maxInputRows, type ScreenLayout } from "./screen_layout.ts";
import { type ScreenFacts, statusParts } from "./status_parts.ts";

/** What was drawn, and where, for the mouse and for scrolling. */
export interface DrawnScreen {
  readonly layout: ScreenLayout;
  readonly cursor: CellPosition | undefined;
  readonly rooms: RowTargets<Channel>;
  readonly people: RowTargets<string>;
  /** The keys of the items. */
  readonly messages: RowTargets<string>;
  /** The messages as rows, and the number of rows that are shown. */
  readonly list: MessageRows;
  readonly height: number;
  /** The index of the first item that is shown; undefined if there is none. */
  readonly firstShown: number | undefined;
}

/** Draws the whole screen into an empty buffer. */
export function drawScreen(
  buffer: CellBuffer,
  state: FullState,
  facts: ScreenFacts,
): DrawnScreen {
  const input = inputLayout(state, buffer);
  const { showsPeople } = state;
  const layout = layOutScreen(buffer, { inputRows: input.rows.length, showsPeople });
  const { rooms, people } = layout;
  const roomTargets = rooms === undefined ? new Map() : drawRooms(buffer, state, rooms);
  const peopleTargets = people === undefined ? new Map() : drawPeople(buffer, state, people);
  const area = withoutUnsent(buffer, state, layout.messages);
  const drawn = drawMessages(buffer, state, area);
  if (layout.status !== undefined) drawStatus(buffer, state, { row: layout.status, ...facts });
  for (const [index, { text }] of input.rows.entries()) {
    buffer.write({ row: layout.input.top + index, column: 0 }, text, inputStyle(state, index));
  }
  const column = Math.min(input.beforeCursor.width, buffer.columns - 1);
  const place = { row: layout.input.top + input.cursorRow, column };
  const whole = { ...layout.messages, left: 0, right: buffer.columns };
  const cursor = drawOverlay(buffer, state, whole) ?? place;
  return { layout, cursor, rooms: roomTargets, people: peopleTargets, ...drawn };
}

function drawOverlay(
  buffer: CellBuffer,
  { overlay, theme }: FullState,
  area: Area,
): CellPosition | undefined {
  if (overlay?.kind === "switcher") return drawSwitcher(buffer, overlay.switcher, { area, theme });
  if (overlay?.kind === "help") drawHelp(buffer, overlay.first, { area, theme });
  return undefined;
}

/** Draws the texts of unsent messages at the bottom of an area; returns the rest of it. */
function withoutUnsent(buffer: CellBuffer, state: FullState, area: Area): Area {
  const { session, theme, isUp, showsUnsent } = state;
  if (session.unsent.length === 0 || (isUp && !showsUnsent)) return area;
  const lines = unsentLines(session.unsent, session.current)
    .slice(0, Math.floor((area.bottom - area.top) / 2));
  const bottom = area.bottom - lines.length;
  for (const [index, line] of lines.entries()) {
    const place = { row: bottom + index, column: area.left, end: area.right };
    buffer.write(place, line, theme.style("dim"));
  }
  return { ...area, bottom };
}

function drawMessages(
  buffer: CellBuffer,
  { current, theme, session }: FullState,
  { left, right, top, bottom }: Area,
): Pick<DrawnScreen, "messages" | "list" | "height" | "firstShown"> {
  const height = bottom - top;
  const columns = Math.max(1, right - left);
  const list = current.rows({ theme, self: session.author, columns });
  const shown = current.pane.visible(list, height);
  const messages = new Map<number, string>();
  const rowCount = shown.reduce((sum, { start, end }) => sum + end - start, 0);
  let row = bottom - rowCount;
  for (const { index, start, end } of shown) {
    const { key } = list.items[index]!;
    const rows = list.rowsOf(index);
    const ownRows = list.ownRowCount(index);
    for (let line = start; line < end; line++, row++) {
      writeRow(buffer, { row, column: left, end: right }, rows[line]!);
      messages.set(row, key);
      const isOwnRow = line >= rows.length - ownRows;
      if (key === current.pane.selected && isOwnRow) {
        buffer.restyle({ row, column: left, end: right }, theme.style("selected"));
      }
    }
  }
  return { messages, list, height, firstShown: shown[0]?.index };
}

function drawStatus(
  buffer: CellBuffer,
  state: FullState,
  { row, ...facts }: ScreenFacts & { readonly row: number },
): void {
  const style = state.theme.style("status");
  buffer.fill({ row, column: 0 }, style);
  const { left, right } = statusParts(state, facts);
  let column = 1;
  for (const { text, style } of left) column = buffer.write({ row, column }, text, style);
  const width = right.length;
  const start = buffer.columns - width - 1;
  if (right !== "" && start > column) buffer.write({ row, column: start }, right, style);
}

function inputLayout(
  state: FullState,
  { columns, rows }: TerminalSize,
): ReturnType<typeof layOutInput> {
  const { input, question, current, session } = state;
  const maxRows = maxInputRows(rows);
  const asked = state.leaveQuestion ?? question?.text;
  if (asked !== undefined) {
    return layOutInput({ prompt: `${visible(asked)} `, text: "", cursor: 0, columns, maxRows });
  }
  const where = current.channel.kind === "direct" ? ` ${channelKey(current.channel)}` : "";
  const what = input.searched !== undefined
    ? ` (search ${JSON.stringify(input.searched)})`
    : input.editing !== undefined
    ? " (edit)"
    : "";
  const prompt = `${visible(`${session.author}${where}`)}${visible(what)}> `;
  return layOutInput({ prompt, text: input.text, cursor: input.cursor, columns, maxRows });
}

function inputStyle({ question, leaveQuestion, theme }: FullState, row: number): string {
  return (question !== undefined || leaveQuestion !== undefined) && row === 0
    ? theme.style("mention")
    : "";
}
