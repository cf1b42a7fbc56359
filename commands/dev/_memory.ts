import { UsageError } from "../../lib/errors.ts";
import { switchFlag } from "../_shared/parser/flag.ts";

/** The flag `--memory` of subcommands that need data on disk; {@link requireDisk} rejects it. */
export const memoryFlags = { memory: switchFlag("", { isHidden: true }) } as const;

/** @throws {UsageError} If `--memory` was given. */
export function requireDisk(name: string, { memory }: { readonly memory?: true }): void {
  if (!memory) return;
  throw new UsageError(`Cannot run "wah dev ${name}" with --memory: it needs data on disk`, {
    hint: "Remove --memory",
  });
}
