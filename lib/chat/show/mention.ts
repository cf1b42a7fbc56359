/** Characters that continue a word, a path, a host name or an address on either side of a name. */
const wordUnit = "\\p{L}\\p{M}\\p{N}_";
const joint = "\\-\\u2010\\u2011./\\\\@#=&%+~$?";

/**
 * Returns an expression that matches every mention of `user` in a text: as a separate word, in any
 * case, with or without `@` before it.
 *
 * A part of a longer name, path, address or URL is not a mention. For `ops`, these are not:
 * `dev-ops`, `ops-bob:`, `ops.example.com`, `ops@example.com`, `ops/deploy`, and anything in
 * `https://example.com/(ops)`.
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

/** The last expression of {@link mentions}: most calls are about the user of the chat. */
let known: { readonly user: string; readonly pattern: RegExp } | undefined;

/** Returns whether a text mentions `user`. */
export function mentions(text: string, user: string): boolean {
  // Most texts do not, and the expression takes long to make.
  const isPlain = /^[\n -~]*$/.test(text + user);
  if (isPlain && !text.toLowerCase().includes(user.toLowerCase())) return false;
  if (known?.user !== user) known = { user, pattern: mentionPattern(user) };
  known.pattern.lastIndex = 0;
  return known.pattern.test(text);
}
