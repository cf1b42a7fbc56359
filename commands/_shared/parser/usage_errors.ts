import { UsageError } from "../../../lib/errors.ts";
import { listed } from "../../../lib/text/listed.ts";

/** The error for a flag that a command does not know, with names that resemble it. */
export function unknownFlag(
  path: string,
  flag: string,
  nearest: readonly string[] = [],
): UsageError {
  return new UsageError(`Cannot run "${path}": unknown flag "${flag}"`, {
    hint: nearest.length === 0 ? `See ${path} --help` : `Did you mean ${nearest.join(" or ")}?`,
  });
}

/** The error for a word that is not a subcommand: the hint names the nearest one, if any. */
export async function unknownCommand(
  path: string,
  word: string,
  names: readonly string[],
  { hint }: { readonly hint: string | undefined },
): Promise<UsageError> {
  const { nearestNames } = await import(
    "../../../lib/text/nearest.ts" as string
  ) as typeof import("../../../lib/text/nearest.ts");
  const [nearest] = nearestNames(word, names);
  return new UsageError(
    `Cannot run "${path}": unknown command "${word}", expected ${listed(names)}`,
    { hint: nearest === undefined ? hint ?? `See ${path} --help` : `Did you mean ${nearest}?` },
  );
}

/** The error for a command that needs a subcommand. */
export function missingCommand(path: string, names: readonly string[]): UsageError {
  return new UsageError(`Cannot run "${path}": no command given, expected ${listed(names)}`, {
    hint: `See ${path} --help`,
  });
}
