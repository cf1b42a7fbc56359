import { cutMiddle } from "../../../text/grapheme.ts";
import { visible } from "../../../text/visible.ts";
import { channelKey } from "../../log/channel.ts";
import { slashCommands } from "../prompt_request.ts";
import type { CellBuffer } from "./cells/cell_buffer.ts";
import type { CellPosition } from "./cells/paint_frame.ts";
import { keyLines } from "./keymap.ts";
import type { Area } from "./screen_layout.ts";
import type { Switcher } from "./switcher.ts";
import type { Theme } from "./theme.ts";

/** The most columns of a box. */
const [switcherColumns, helpColumns] = [50, 76];
/** Rows of the switcher: its frame, its text, and at most this many matches. */
const maxMatches = 12;
const keyColumns = 16;

/** Draws the quick switcher; returns the place of its cursor. */
export function drawSwitcher(
  buffer: CellBuffer,
  switcher: Switcher,
  { area, theme }: { readonly area: Area; readonly theme: Theme },
): CellPosition | undefined {
  const { matches, index, query } = switcher;
  const box = drawBox(buffer, { area, theme, columns: switcherColumns, rows: maxMatches + 1 });
  if (box === undefined) return undefined;
  const { left, right: end, top, bottom } = box;
  const typed = `> ${visible(query)}`;
  const cursor = buffer.write({ row: top, column: left, end: end - 1 }, typed);
  const height = bottom - top - 1;
  const first = Math.max(0, Math.min(index - Math.floor(height / 2), matches.length - height));
  for (const [place, match] of matches.slice(first, first + height).entries()) {
    const row = top + 1 + place;
    const { channel, unread, mentions } = match;
    const isSelected = first + place === index;
    const style = isSelected
      ? theme.style("selected")
      : mentions > 0
      ? theme.style("mention")
      : unread > 0
      ? theme.style("heading")
      : "";
    if (isSelected) buffer.fill({ row, column: left, end }, style);
    const count = unread > 0 ? ` ${mentions > 0 ? "!" : ""}${unread}` : "";
    const name = cutMiddle(visible(channelKey(channel)), Math.max(1, end - left - count.length));
    buffer.write({ row, column: left, end }, name, style);
    buffer.write({ row, column: end - count.length, end }, count, style);
  }
  if (matches.length === 0) {
    buffer.write({ row: top + 1, column: left, end }, "nothing matches", theme.style("dim"));
  }
  return { row: top, column: cursor };
}

/** Draws the list of keys and commands, from its line `first`. */
export function drawHelp(
  buffer: CellBuffer,
  first: number,
  { area, theme }: { readonly area: Area; readonly theme: Theme },
): void {
  const lines = helpLines();
  const box = drawBox(buffer, { area, theme, columns: helpColumns, rows: lines.length });
  if (box === undefined) return;
  const { left, right: end, top, bottom } = box;
  for (const [index, [key, meaning]] of lines.slice(first, first + bottom - top).entries()) {
    const row = top + index;
    const next = buffer.write({ row, column: left, end }, key, theme.style("heading"));
    const column = Math.max(next + 1, left + keyColumns);
    buffer.write({ row, column, end }, meaning);
  }
}

/** The largest first line of {@link drawHelp} in an area. */
export function lastHelpLine({ top, bottom }: Area): number {
  return Math.max(0, helpLines().length - (bottom - top - 2));
}

function helpLines(): readonly (readonly [key: string, meaning: string])[] {
  const commands = slashCommands.filter(({ name }) => name !== "edit" && name !== "delete")
    .map(({ name, argument, summary }) => [`/${name} ${argument}`.trim(), summary] as const);
  return [...keyLines(), ...commands];
}

/** Draws an empty box in the middle of an area; returns its inside, or undefined if it is small. */
function drawBox(
  buffer: CellBuffer,
  { area, theme, columns, rows }: {
    readonly area: Area;
    readonly theme: Theme;
    readonly columns: number;
    readonly rows: number;
  },
): Area | undefined {
  const width = Math.min(columns + 4, area.right - area.left);
  const height = Math.min(rows + 2, area.bottom - area.top);
  if (width < 8 || height < 3) return undefined;
  const left = area.left + Math.floor((area.right - area.left - width) / 2);
  const top = area.top + Math.floor((area.bottom - area.top - height) / 2);
  const style = theme.style("dim");
  const line = "─".repeat(width - 2);
  buffer.write({ row: top, column: left }, `┌${line}┐`, style);
  for (let row = top + 1; row < top + height - 1; row++) {
    buffer.write({ row, column: left }, "│", style);
    buffer.fill({ row, column: left + 1, end: left + width - 1 }, "");
    buffer.write({ row, column: left + width - 1 }, "│", style);
  }
  buffer.write({ row: top + height - 1, column: left }, `└${line}┘`, style);
  return { left: left + 2, right: left + width - 2, top: top + 1, bottom: top + height - 1 };
}
