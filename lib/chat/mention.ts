/** An expression for every place of a text that names `user`: as a word of its own, in any case. */
export function mentionPattern(user: string): RegExp {
  const word = "[\\p{L}\\p{M}\\p{N}_]";
  return new RegExp(`(?<!${word})@?${RegExp.escape(user)}(?!${word})`, "giu");
}

/** Whether a text names `user`. */
export function mentions(text: string, user: string): boolean {
  return mentionPattern(user).test(text);
}
