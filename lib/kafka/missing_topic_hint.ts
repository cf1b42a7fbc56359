import { didYouMean } from "../text/nearest.ts";

/** Returns a hint for a topic that does not exist: the existing names that are similar to it. */
export function missingTopicHint(name: string, existing: Iterable<string>): string {
  return didYouMean(name, existing) ?? "No topic has a similar name";
}
