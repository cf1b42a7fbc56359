import type { SettingSpec, SettingValue } from "./setting_spec.ts";
import { type SettingKey, settingTable } from "./setting_table.ts";
import type { Found, SettingSource } from "./source.ts";

const specs = Object.entries(settingTable) as [SettingKey, SettingSpec][];

/** Kinds whose value in a variable is the text itself. */
const plainKinds = ["text", "file", "addresses"];

/**
 * The settings in `WAH_*` and those in `RPK_*`; an empty variable counts as absent.
 *
 * @throws {UsageError} If a value is invalid; names the variable.
 */
export async function environmentSources(
  env: (name: string) => string | undefined,
): Promise<[wah: SettingSource, rpk: SettingSource]> {
  const wah = new Map<SettingKey, Found>();
  const rpk = new Map<SettingKey, Found>();
  for (const [key, spec] of specs) {
    for (const name of spec.variables ?? []) {
      const text = env(name) || undefined;
      if (text === undefined) continue;
      const value = plainKinds.includes(spec.kind) ? text : await readVariable(text, spec, name);
      (name.startsWith("WAH_") ? wah : rpk).set(key, { value, name });
    }
  }
  return [{ kind: "wah-variable", values: wah }, { kind: "rpk-variable", values: rpk }];
}

async function readVariable(text: string, spec: SettingSpec, name: string): Promise<SettingValue> {
  const { readSettingText } =
    await (import("./read_value.ts" as string) as Promise<typeof import("./read_value.ts")>);
  return readSettingText(text, spec, name);
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

/** The flag of a key of the table: `--tls-ca` for `tlsCa`. */
export function flagOf(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
