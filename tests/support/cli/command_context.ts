import type { CommandContext } from "../../../commands/_shared/parser/command.ts";
import type { GlobalOptions } from "../../../commands/_shared/parser/globals.ts";
import { type FakeContext, fakeContext, type FakeWorld } from "./context.ts";

/** A fake context for a command, with the global flags of its command line. */
export function commandContext(
  world: FakeWorld = {},
  globals: GlobalOptions = {},
): FakeContext & { readonly context: CommandContext } {
  const { context, ...outputs } = fakeContext(world);
  return { ...outputs, context: { ...context, globals } };
}
