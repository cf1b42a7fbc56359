import { visible } from "../../text/visible.ts";
import { type Channel, channelKey } from "../log/channel.ts";
import type { Unsent } from "../session/session.ts";

/** Rows that are spent on what is unsent. */
const maxLines = 5;

/** What is not sent yet as lines above the prompt, each about one thing; `current` is not named. */
export function unsentLines(unsent: readonly Unsent[], current: Channel): string[] {
  const shown = unsent.length > maxLines ? unsent.slice(0, maxLines - 1) : unsent;
  const lines = shown.map((each) => `unsent: ${unsentText(each, current)}`);
  const rest = unsent.length - shown.length;
  return rest > 0 ? [...lines, `unsent: … and ${rest} more`] : lines;
}

/** One thing that is not sent, on one line, fit for a terminal. */
export function unsentText({ channel, verb, text }: Unsent, current: Channel): string {
  const isElsewhere = channelKey(channel) !== channelKey(current);
  const where = isElsewhere ? `[${channelKey(channel)}] ` : "";
  const what = verb === "send" ? text : verb === "edit" ? `/edit ${text}` : "/delete";
  return visible(where + what);
}
