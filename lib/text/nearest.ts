import { distance } from "fastest-levenshtein";

/** Maximum number of suggestions. */
const maxSuggestions = 3;
/** Longer texts are compared by their beginnings; topic names have at most 249 characters. */
const maxComparedLength = 249;
/** Shorter texts are contained in too many names. */
const shortestContained = 3;

/**
 * Returns the names that are similar to `typed`, most similar first, at most three.
 *
 * Two names are similar if the number of single-character changes between them is at most a third
 * of the length of `typed` (at least two), or if one contains the other. Case is ignored.
 */
export function nearestNames(typed: string, names: Iterable<string>): string[] {
  const wanted = typed.toLowerCase().slice(0, maxComparedLength);
  if (wanted === "") return [];
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  return [...names]
    .map((name) => ({ name, cost: costOf(wanted, name.toLowerCase()) }))
    .filter(({ name, cost }) => cost <= limit && cost < Math.max(wanted.length, name.length))
    .toSorted((a, b) => a.cost - b.cost || (a.name < b.name ? -1 : 1))
    .slice(0, maxSuggestions)
    .map(({ name }) => name);
}

/** Returns a question with the names that are similar to `typed`; null if none is. */
export function didYouMean(typed: string, names: Iterable<string>): string | null {
  const near = nearestNames(typed, names).map((name) => `"${name}"`);
  return near.length === 0 ? null : `Did you mean ${near.join(" or ")}?`;
}

function costOf(wanted: string, name: string): number {
  if (wanted === name) return 0;
  const isContained = Math.min(wanted.length, name.length) >= shortestContained &&
    (name.includes(wanted) || wanted.includes(name));
  return isContained ? 1 : distance(wanted, name.slice(0, maxComparedLength));
}
