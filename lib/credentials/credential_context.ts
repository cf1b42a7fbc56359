import type { Context } from "../context.ts";

/** The parts of a command's {@link Context} that reading credentials needs. */
export type CredentialContext = Pick<
  Context,
  "env" | "machine" | "now" | "signal" | "stderr" | "stdin" | "terminal"
>;

/**
 * Whether the user can be asked for a secret: on the terminal of the command, or through stdin and
 * stderr if only stdout is not a terminal.
 */
export function canAskSecret({ terminal, stdin, stderr }: CredentialContext): boolean {
  return terminal !== undefined ||
    stdin.isTerminal && stdin.setRaw !== undefined && stderr.isTerminal;
}
