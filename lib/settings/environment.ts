import { readText } from "./read_value.ts";
import type { SettingSpec, SettingValue } from "./setting_spec.ts";
import { type SettingKey, settingTable } from "./setting_table.ts";
import type { Found, SettingSource } from "./source.ts";

const specs = Object.entries(settingTable) as [SettingKey, SettingSpec][];

/**
 * The settings in `WAH_*` and those in `RPK_*`; an empty variable counts as absent.
 *
 * @throws {UsageError} If a value is invalid; names the variable.
 */
export function environmentSources(env: (name: string) => string | undefined): SettingSource[] {
  return ([["wah-variable", "WAH_"], ["rpk-variable", "RPK_"]] as const).map(([kind, start]) => {
    const values = new Map<SettingKey, Found>();
    for (const [key, spec] of specs) {
      const name = spec.variables?.find((each) => each.startsWith(start));
      const text = name === undefined ? undefined : env(name) || undefined;
      if (text === undefined) continue;
      values.set(key, { value: readText(text, spec, name!), name: name! });
    }
    return { kind, values };
  });
}

/** The settings that flags give, by the key of the flag; undefined counts as absent. */
export function flagSource(flags: Readonly<Record<string, unknown>>): SettingSource {
  const values = new Map<SettingKey, Found>();
  for (const [key, { flag }] of specs) {
    const value = flag === undefined ? undefined : flags[flag];
    if (value !== undefined) values.set(key, { value: value as SettingValue, name: flagOf(flag!) });
  }
  return { kind: "flag", values };
}

/** The variables that hold a secret, and those of logins and TLS that do not. */
export function securityVariableNames(): {
  readonly secret: readonly string[];
  readonly other: readonly string[];
} {
  const isSecurity = ([key, { part, isSecret }]: [SettingKey, SettingSpec]): boolean =>
    isSecret === true || part === "login" || key.startsWith("tls.");
  const chosen = specs.filter(isSecurity);
  const namesOf = (wanted: boolean): string[] =>
    chosen.filter(([, { isSecret = false }]) => isSecret === wanted)
      .flatMap(([, { variables = [] }]) => variables);
  return { secret: namesOf(true), other: namesOf(false) };
}

/** `--tls-ca` for `tlsCa`. */
function flagOf(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
