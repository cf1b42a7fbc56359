import type { Context } from "../context.ts";

/** The parts of a command's {@link Context} that reading credentials needs. */
export type CredentialContext = Pick<
  Context,
  "env" | "machine" | "now" | "signal" | "stderr" | "stdin" | "terminal"
>;
