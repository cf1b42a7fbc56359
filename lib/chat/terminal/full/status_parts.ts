import { visible } from "../../../text/visible.ts";
import { channelKey } from "../../log/channel.ts";
import type { PromptMark } from "../screen.ts";
import type { StyledText } from "./cells/wrap.ts";
import type { FullState } from "./full_state.ts";

/** What does not change while the screen is shown. */
export interface ScreenFacts {
  /** The address of the broker. */
  readonly broker: string;
  /** The mark of the cluster. */
  readonly mark: PromptMark | undefined;
}

/** The status bar: texts from its left edge, and one at its right edge. */
export interface StatusParts {
  readonly left: readonly StyledText[];
  /** ASCII. */
  readonly right: string;
}

const selectionKeys = "e edit, d delete, y copy, o open, Esc";

/** Returns the status bar: room, broker, connection, what is unread elsewhere, unsent lines. */
export function statusParts(
  state: FullState,
  { broker, mark }: ScreenFacts,
): StatusParts {
  const { theme, session, current, isUp, flash } = state;
  const style = theme.style("status");
  const strong = style === "" ? "1" : `1;${style}`;
  const left: StyledText[] = [];
  if (mark !== undefined) left.push({ text: `${mark.text} `, style: strong });
  left.push({ text: visible(channelKey(current.channel)), style: strong });
  left.push({ text: `  ${visible(broker)} `, style });
  if (!isUp) left.push({ text: " offline ", style: theme.style("alert") });
  const rest = [elsewhere(state), unsentCount(session.unsent.length)].filter((text) => text !== "");
  if (flash !== undefined) rest.unshift(visible(flash));
  if (current.pane.selected !== undefined && flash === undefined) rest.push(selectionKeys);
  if (rest.length > 0) left.push({ text: ` ${rest.join(", ")} `, style });
  return { left, right: scrollText(state) };
}

/** What is unread in other channels. */
function elsewhere({ session, view }: FullState): string {
  const others = session.channels().filter(({ unread, isCurrent }) => unread > 0 && !isCurrent);
  const unread = others.reduce((sum, each) => sum + each.unread, 0);
  if (unread === 0) return "";
  const mentions = others.reduce((sum, { channel }) => sum + view(channel).mentions, 0);
  return `${unread} unread elsewhere${mentions > 0 ? ` (${mentions} for you)` : ""}`;
}

function unsentCount(count: number): string {
  return count === 0 ? "" : `${count} unsent`;
}

function scrollText({ current, input }: FullState): string {
  if (current.isLoading && !current.pane.isAtEnd) return "loading";
  if (current.pane.isAtEnd) return input.text === "" ? "? lists keys" : "";
  return `${current.pane.countBelow(current.log)} below`;
}
