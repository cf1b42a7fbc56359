import { distance } from "fastest-levenshtein";

/** More suggestions than this are a list, not a help. */
const maxSuggestions = 3;
/** Longer texts are compared by their beginnings; a Kafka name ends at 249. */
const maxComparedLength = 249;
/** A shorter text is contained in too much to mean anything. */
const shortestContained = 3;

/**
 * The names that somebody who typed `typed` may have meant, nearest first, at most three.
 *
 * Near is within a third of the typed length in single-character changes (at least two), or the
 * one containing the other; case does not count.
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

function costOf(wanted: string, name: string): number {
  if (wanted === name) return 0;
  const isContained = Math.min(wanted.length, name.length) >= shortestContained &&
    (name.includes(wanted) || wanted.includes(name));
  return isContained ? 1 : distance(wanted, name.slice(0, maxComparedLength));
}
