import { nearestNames } from "../text/nearest.ts";

/** Returns a hint for a topic that does not exist: the existing names that are similar to it. */
export function missingTopicHint(name: string, existing: Iterable<string>): string {
  const near = nearestNames(name, existing).map((topic) => `"${topic}"`);
  return near.length === 0 ? "No topic has a similar name" : `Did you mean ${near.join(" or ")}?`;
}
