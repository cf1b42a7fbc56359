import type { SaslConfig } from "../kafka/config.ts";
import type { ConnectionSettings, TokenLogin } from "../settings/connection_settings.ts";
import type { CredentialContext } from "./credential_context.ts";
import { CredentialError } from "./credential_error.ts";
import { readSecret, readSecretFile, runSecretCommand } from "./secret.ts";
import { cachedTokens, type FetchToken } from "./token_cache.ts";

/**
 * Makes the configuration of a login: reads the password, or gets the first token. So a mistake
 * shows before wah connects, and a prompt does not use up the time limit of a connection.
 *
 * @throws {CredentialError} If a secret cannot be read, or a token or an extension is invalid.
 * @throws {FailedError} If the OIDC server rejects the client.
 * @throws {ConnectionLostError} If the OIDC server cannot be reached.
 */
export async function saslConfig(
  login: NonNullable<ConnectionSettings["login"]>,
  context: CredentialContext,
): Promise<SaslConfig> {
  if (login.mechanism !== "oauthbearer") {
    const { mechanism, user } = login;
    const password = await readSecret(login.password, `password of "${user}"`, context);
    return { mechanism, username: user, password };
  }
  const { extensions } = login;
  if (extensions !== undefined) checkExtensions(extensions);
  const token = cachedTokens(await fetchTokens(login, context), { now: context.now });
  await token();
  return {
    mechanism: "oauthbearer",
    token,
    ...(extensions === undefined ? {} : { extensions }),
  };
}

async function fetchTokens(
  { source }: TokenLogin,
  context: CredentialContext,
): Promise<FetchToken> {
  if (source.kind === "oidc") {
    const { oidcTokens } =
      await (import("./oidc_token.ts" as string) as Promise<typeof import("./oidc_token.ts")>);
    return await oidcTokens(source, context);
  }
  if (source.kind === "command") {
    return async () => ({ value: await runSecretCommand(source.command, "token", context) });
  }
  // The program that renews the file decides how long its tokens last, so each login reads it.
  return async () => ({
    value: await readSecretFile(source.path, "token", context),
    lifetimeMs: 0,
  });
}

/**
 * KIP-342: a name has letters only and is not `auth`; a value has printable characters and white
 * space. Anything else could end one value and start another.
 */
function checkExtensions(extensions: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(extensions)) {
    if (!/^[A-Za-z]+$/.test(name) || name === "auth") {
      throw new CredentialError(
        "invalid-login",
        `Cannot use the SASL extension "${name}": its name must be letters, and not "auth"`,
      );
    }
    if (!/^[\x21-\x7e \t\r\n]+$/.test(value)) {
      throw new CredentialError(
        "invalid-login",
        `Cannot use the SASL extension "${name}": its value must be printable ASCII text`,
      );
    }
  }
}
