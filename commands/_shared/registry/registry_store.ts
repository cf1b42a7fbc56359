import { UsageError } from "../../../lib/errors.ts";
import type { RegistryLogin } from "../../../lib/decode/registry/registry_client.ts";
import type { SchemaStore } from "../../../lib/decode/registry/schema_store.ts";
import { secretOf } from "../../../lib/settings/connection.ts";
import type { SettingKey } from "../../../lib/settings/setting_table.ts";
import type { Settings } from "../../../lib/settings/settings.ts";
import type { CommandContext } from "../parser/command.ts";
import { commandSettings } from "../settings.ts";

/** The settings that are a login for the registry. */
const loginKeys: readonly SettingKey[] = [
  ...["registry.user", "registry.password", "registry.password_file"] as const,
  "registry.password_command",
];

/**
 * The schemas of the registry that a flag or the settings name; null if nothing names one.
 *
 * Nothing is requested yet. A login of a profile goes only to the registry of that profile.
 *
 * @param address The value of `--registry`.
 * @throws {UsageError} If the address is invalid, or a user has no password.
 * @throws {CredentialError} If the password or the CA file cannot be read.
 */
export async function registryStore(
  address: string | undefined,
  context: CommandContext,
): Promise<SchemaStore | null> {
  const settings = await commandSettings(context);
  const text = address ?? settings.get("registry.url");
  if (text === undefined) return null;
  const [{ parseRegistryUrls }, { RegistryClient }, { SchemaStore }] = await Promise.all([
    import("../../../lib/decode/registry/registry_url.ts" as string) as Promise<
      typeof import("../../../lib/decode/registry/registry_url.ts")
    >,
    import("../../../lib/decode/registry/registry_client.ts" as string) as Promise<
      typeof import("../../../lib/decode/registry/registry_client.ts")
    >,
    import("../../../lib/decode/registry/schema_store.ts" as string) as Promise<
      typeof import("../../../lib/decode/registry/schema_store.ts")
    >,
  ]);
  const place = address === undefined ? settings.placeOf("registry.url") : "--registry";
  const urls = parseRegistryUrls(text, place);
  const login = await loginOf(settings, { isFlag: address !== undefined }, context);
  const authorities = urls.some(({ protocol }) => protocol === "https:")
    ? await authoritiesOf(settings, context)
    : undefined;
  const noProxy = [context.env("NO_PROXY"), context.env("no_proxy")].join(",");
  return new SchemaStore(
    new RegistryClient({ urls, noProxy, authorities, ...(login === undefined ? {} : { login }) }),
  );
}

/**
 * As {@link registryStore}, where a registry is required.
 *
 * @param purpose What needs it, for example `decode values by their schema ids`.
 * @throws {UsageError} If nothing names one.
 */
export async function requiredRegistry(
  address: string | undefined,
  purpose: string,
  context: CommandContext,
): Promise<SchemaStore> {
  const store = await registryStore(address, context);
  if (store !== null) return store;
  throw new UsageError(`Cannot ${purpose}: no schema registry is set`, {
    hint: "Add --registry URL, or set registry.url in the profile",
  });
}

/** A password without a user is a token. */
async function loginOf(
  settings: Settings,
  { isFlag }: { readonly isFlag: boolean },
  context: CommandContext,
): Promise<RegistryLogin | undefined> {
  const isProfiles = loginKeys.some((key) => settings.find(key)?.source.kind === "profile");
  if (isFlag && isProfiles) return undefined;
  const user = settings.get("registry.user");
  const source = secretOf(settings, "registry.password");
  if (source === undefined) {
    if (user === undefined) return undefined;
    throw new UsageError(`Cannot log in to the schema registry as "${user}": no password is set`, {
      hint: "Set WAH_REGISTRY_PASSWORD in the environment, or registry.password_command",
    });
  }
  const { readSecret } = await (import("../../../lib/credentials/secret.ts" as string) as Promise<
    typeof import("../../../lib/credentials/secret.ts")
  >);
  const name = user === undefined ? "token" : `password of "${user}"`;
  const secret = await readSecret(source, `${name} at the schema registry`, context);
  return user === undefined ? { token: secret } : { user, password: secret };
}

async function authoritiesOf(
  settings: Settings,
  context: CommandContext,
): Promise<readonly string[] | undefined> {
  const { readAuthorities, systemAuthorities } =
    await (import("../../../lib/credentials/authorities.ts" as string) as Promise<
      typeof import("../../../lib/credentials/authorities.ts")
    >);
  const file = settings.get("registry.ca");
  return file === undefined ? await systemAuthorities() : await readAuthorities(file, context);
}
