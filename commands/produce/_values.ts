import { UsageError } from "../../lib/errors.ts";
import { utf8 } from "../../lib/wire/bytes.ts";
import type { Header } from "../../lib/wire/batches/record_view.ts";

/**
 * Parses `-H NAME=VALUE`; the value may be empty.
 *
 * @throws {UsageError} If there is no name or no `=`.
 */
export function headerOf(text: string): Header {
  const at = text.indexOf("=");
  if (at > 0) return { key: text.slice(0, at), value: utf8(text.slice(at + 1)) };
  throw new UsageError(`Cannot use "${text}" for --header: expected NAME=VALUE`);
}
