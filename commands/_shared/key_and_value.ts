import { UsageError } from "../../lib/errors.ts";

/**
 * A parser for a flag that takes `KEY=VALUE`, without spaces around either.
 *
 * @throws {UsageError} When called with a text that has no key or no `=`.
 */
export function keyAndValue(flag: string): (text: string) => readonly [key: string, value: string] {
  return (text) => {
    const at = text.indexOf("=");
    const key = text.slice(0, at).trim();
    if (at < 0 || key === "") {
      throw new UsageError(`Cannot use "${text}" for ${flag}: expected KEY=VALUE`);
    }
    return [key, text.slice(at + 1).trim()];
  };
}
