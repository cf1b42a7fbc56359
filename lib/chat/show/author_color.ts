/**
 * Colors of the 256-color palette that are readable on black and on white: their contrast with both
 * is at least 3.8 to 1.
 */
export const authorColors = [28, 30, 32, 63, 64, 98, 100, 130, 133, 160, 162, 166] as const;

/** Returns the color of an author: always the same for a name, on every machine. */
export function authorColor(author: string): number {
  let hash = 0;
  for (let index = 0; index < author.length; index++) {
    hash = (Math.imul(hash, 31) + author.charCodeAt(index)) >>> 0;
  }
  return authorColors[hash % authorColors.length]!;
}
