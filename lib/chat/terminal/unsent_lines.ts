import { visible } from "../../text/visible.ts";
import { type Channel, channelKey } from "../log/channel.ts";
import type { Unsent } from "../session/session.ts";

/** Maximum number of rows for unsent messages. */
const maxLines = 5;

/** Formats unsent messages as lines above the prompt; names every channel except `current`. */
export function unsentLines(unsent: readonly Unsent[], current: Channel): string[] {
  const shown = unsent.length > maxLines ? unsent.slice(0, maxLines - 1) : unsent;
  const lines = shown.map((each) => `unsent: ${unsentText(each, current)}`);
  const rest = unsent.length - shown.length;
  return rest > 0 ? [...lines, `unsent: … and ${rest} more`] : lines;
}

/** Formats an unsent message on one line, escaped for a terminal. */
export function unsentText({ channel, verb, text }: Unsent, current: Channel): string {
  const isElsewhere = channelKey(channel) !== channelKey(current);
  const where = isElsewhere ? `[${channelKey(channel)}] ` : "";
  const what = verb === "send" ? text : verb === "edit" ? `/edit ${text}` : "/delete";
  return visible(where + what);
}
