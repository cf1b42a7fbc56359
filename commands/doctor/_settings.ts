import type { Context } from "../../lib/context.ts";
import { type Finding, noteworthy, ok } from "../../lib/doctor/step.ts";
import { defaultAddress } from "../../lib/settings/connection.ts";
import type { SettingValue } from "../../lib/settings/setting_spec.ts";
import { type ResolvedSetting, type Settings, specOf } from "../../lib/settings/settings.ts";
import { formatAddress } from "../../lib/text/format_address.ts";

/** Variables by which programs find a proxy. */
const proxyVariables = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"];

/** The settings of the connection, each with its origin. Secrets and commands are hidden. */
export function settingFindings(settings: Settings): Finding[] {
  const used = settings.all().filter(({ key }) => /^(cluster|login)$/.test(specOf(key).part));
  const brokers = settings.find("brokers") === undefined
    ? [setting("brokers", formatAddress(defaultAddress), "default")]
    : [];
  return [...brokers, ...used.map(describe)];
}

/** The variable that names a proxy; null if none does. */
export function proxyVariable({ env }: Pick<Context, "env">): string | null {
  const names = proxyVariables.flatMap((name) => [name, name.toLowerCase()]);
  return names.find((name) => env(name) !== undefined) ?? null;
}

/** The note that connections to brokers do not use the proxy; empty if none is set. */
export function proxyFindings(context: Pick<Context, "env">): Finding[] {
  const name = proxyVariable(context);
  if (name === null) return [];
  const text = `${name} is set; connections to brokers do not use a proxy`;
  return [noteworthy(null, text, { proxy: name })];
}

function describe({ key, value, name, source }: ResolvedSetting): Finding {
  const { isSecret, isCommand } = specOf(key);
  const { profile, file } = source;
  const origin = profile !== undefined ? `profile ${profile}` : file ?? name;
  return setting(key, isSecret || isCommand ? null : value, origin);
}

/** @param value Null if it is hidden. */
function setting(key: string, value: SettingValue | null, origin: string): Finding {
  const text = value === null ? "(hidden)" : valueText(value);
  return ok(key, `${text} (${origin})`, { value, secret: value === null, origin });
}

function valueText(value: SettingValue): string {
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return value.join(", ");
  return Object.entries(value).map(([name, text]) => `${name}=${text}`).join(", ");
}
