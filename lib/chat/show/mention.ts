/** Characters that continue a word, a path, a host name or an address on either side of a name. */
const wordUnit = "\\p{L}\\p{M}\\p{N}_";
const joint = "\\-\\u2010\\u2011./\\\\@#=&%+~$?";

/**
 * An expression for every place of a text that names `user`: as a word of its own, in any case,
 * with or without `@` before it.
 *
 * A part of a longer name, path, address or URL is not a mention: for `ops`, neither `dev-ops`,
 * `ops-bob:`, `ops.example.com`, `ops@example.com`, `ops/deploy` nor anything in
 * `https://example.com/(ops)` is.
 */
export function mentionPattern(user: string): RegExp {
  const before = `(?<![${wordUnit}${joint}:]|[${wordUnit}]['’])@?`;
  // "bob's" names bob, but "don't" does not name don.
  const contraction = `['’](?!s(?![${wordUnit}]))[${wordUnit}]`;
  // A period or a colon can end the phrase; a port or a path continues the word.
  const longer = `[${wordUnit}/\\\\@]|[${joint}]+[${wordUnit}]|:[\\p{N}/\\\\]`;
  const after = `(?!${longer}|${contraction})`;
  const notInUrl = "(?<!:\\/\\/\\S{0,2000}?)";
  return new RegExp(`${before}${RegExp.escape(user)}${after}${notInUrl}`, "giu");
}

/** Whether a text names `user`. */
export function mentions(text: string, user: string): boolean {
  // Most texts do not, and the expression takes long to make.
  const isPlain = /^[\n -~]*$/.test(text + user);
  if (isPlain && !text.toLowerCase().includes(user.toLowerCase())) return false;
  return mentionPattern(user).test(text);
}
