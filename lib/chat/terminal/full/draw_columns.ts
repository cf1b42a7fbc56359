import { cutMiddle, type Grapheme } from "../../../text/grapheme.ts";
import { visible } from "../../../text/visible.ts";
import { type Channel, channelKey } from "../../log/channel.ts";
import type { ChannelState } from "../../session/session.ts";
import type { CellBuffer } from "./cells/cell_buffer.ts";
import type { FullState } from "./full_state.ts";
import type { Area } from "./screen_layout.ts";

/** What the rows of a column stand for. */
export type RowTargets<Target> = ReadonlyMap<number, Target>;

/** Rooms up to this number have a key. */
const numberedRooms = 9;
const verticalLine: readonly Grapheme[] = [{ text: "│", width: 1 }];

/** Draws the rooms and conversations with what is unread in them; returns those of the rows. */
export function drawRooms(buffer: CellBuffer, state: FullState, area: Area): RowTargets<Channel> {
  const { top, bottom, right } = area;
  drawLine(buffer, state, { top, bottom, column: right });
  const channels = state.session.channels();
  const height = bottom - top;
  const current = channels.findIndex(({ isCurrent }) => isCurrent);
  const first = Math.max(0, Math.min(current - Math.floor(height / 2), channels.length - height));
  const targets = new Map<number, Channel>();
  for (const [index, each] of channels.slice(first, first + height).entries()) {
    const row = top + index;
    drawRoom(buffer, state, { ...each, number: first + index + 1, row, area });
    targets.set(row, each.channel);
  }
  return targets;
}

function drawRoom(
  buffer: CellBuffer,
  state: FullState,
  { channel, unread, isCurrent, number, row, area }: ChannelState & {
    readonly number: number;
    readonly row: number;
    readonly area: Area;
  },
): void {
  const { theme } = state;
  const { mentions } = state.view(channel);
  const role = isCurrent ? "selected" : mentions > 0 ? "mention" : "heading";
  const style = isCurrent || unread > 0 ? theme.style(role) : "";
  const { left, right: end } = area;
  if (isCurrent) buffer.fill({ row, column: left, end }, style);
  const count = isCurrent || unread === 0 ? "" : ` ${mentions > 0 ? "!" : ""}${unread}`;
  const label = number <= numberedRooms ? `${number} ` : "  ";
  const width = Math.max(1, end - left - label.length - count.length);
  const name = cutMiddle(visible(channelKey(channel)), width);
  buffer.write({ row, column: left, end }, label, isCurrent ? style : theme.style("dim"));
  buffer.write({ row, column: left + label.length, end }, name, style);
  buffer.write({ row, column: end - count.length, end }, count, style);
}

/** Draws who is in the current channel, and who wrote there; returns the users of the rows. */
export function drawPeople(buffer: CellBuffer, state: FullState, area: Area): RowTargets<string> {
  const { session, theme } = state;
  const { left, right: end, top, bottom } = area;
  drawLine(buffer, state, { top, bottom, column: left - 1 });
  const { current, author } = session;
  const here = current.kind === "direct"
    ? [author, current.with]
    : session.who().map(({ user }) => user);
  const others = session.userNames().filter((user) => !here.includes(user));
  const targets = new Map<number, string>();
  let row = top;
  const section = (title: string, users: readonly string[]): void => {
    if (users.length === 0 || row >= bottom) return;
    buffer.write({ row: row++, column: left, end }, title, theme.style("dim"));
    for (const user of users.slice(0, bottom - row)) {
      const isSelf = user === author;
      const style = isSelf ? theme.style("self") : theme.authorStyle(user);
      buffer.write({ row, column: left, end }, cutMiddle(visible(user), end - left), style);
      if (!isSelf) targets.set(row, user);
      row++;
    }
  };
  section(current.kind === "direct" ? "between" : `here: ${here.length}`, here);
  section("others", others);
  return targets;
}

function drawLine(
  buffer: CellBuffer,
  { theme }: FullState,
  { top, bottom, column }: {
    readonly top: number;
    readonly bottom: number;
    readonly column: number;
  },
): void {
  for (let row = top; row < bottom; row++) {
    buffer.writeCharacters({ row, column }, verticalLine, theme.style("dim"));
  }
}
