import { canAskSecret } from "../../lib/credentials/credential_context.ts";
import { FailedError, UsageError } from "../../lib/errors.ts";
import type { CommandContext } from "../_shared/parser/command.ts";
import { newPasswordVariable } from "../_shared/security_variables.ts";

/**
 * Reads the new password of a user from the first of these that exists: the file,
 * `WAH_NEW_PASSWORD`, a hidden prompt. Returns a function for it, so that a command can ask its
 * question before the prompt.
 *
 * @throws {UsageError} If there is none.
 * @throws {CredentialError} If the file cannot be read, or its first line is empty.
 */
export async function newPassword(
  user: string,
  file: string | undefined,
  context: CommandContext,
): Promise<() => Promise<string>> {
  const name = `new password of "${user}"`;
  if (file !== undefined) {
    const { readSecretFile } =
      await (import("../../lib/credentials/secret.ts" as string) as Promise<
        typeof import("../../lib/credentials/secret.ts")
      >);
    const password = await readSecretFile(file, name, context);
    return () => Promise.resolve(password);
  }
  const value = context.env(newPasswordVariable);
  if (value !== undefined) return () => Promise.resolve(value);
  if (canAskSecret(context)) return () => askTwice(name, context);
  throw new UsageError(`Cannot create user "${user}": no password given`, {
    hint: `Set ${newPasswordVariable}, or use --new-password-file`,
  });
}

/** Asks twice: a typing error in a hidden password would lock the user out. */
async function askTwice(name: string, context: CommandContext): Promise<string> {
  const { promptSecret } =
    await (import("../../lib/credentials/secret_prompt.ts" as string) as Promise<
      typeof import("../../lib/credentials/secret_prompt.ts")
    >);
  const first = await promptSecret(name, context);
  if (first === "") throw new FailedError(`Cannot use the ${name}: nothing was typed`);
  const second = await promptSecret("the same again", context);
  if (first === second) return first;
  throw new FailedError(`Cannot use the ${name}: the two that were typed differ`);
}
