import { nearestNames } from "../text/nearest.ts";

/** What to try where there is no topic `name`: the nearest of the `existing`, if any is near. */
export function missingTopicHint(name: string, existing: Iterable<string>): string {
  const near = nearestNames(name, existing).map((topic) => `"${topic}"`);
  return near.length === 0 ? "No topic has a similar name" : `Did you mean ${near.join(" or ")}?`;
}
