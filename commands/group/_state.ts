import type { State } from "../../lib/text/style.ts";

/** States of groups whose members wait for partitions. */
const busy: ReadonlySet<string> = new Set([
  ...["preparingrebalance", "completingrebalance"], // classic
  ...["assigning", "reconciling"], // KIP-848
]);

/** The state of a group for a table; null if the broker did not name it. */
export function groupState(state: string | null): State | null {
  if (state === null) return null;
  const name = state.toLowerCase();
  const tone = name === "stable" ? "good" : busy.has(name) ? "busy" : undefined;
  return { state, tone: name === "dead" ? "bad" : tone };
}
