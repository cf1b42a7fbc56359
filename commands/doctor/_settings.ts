import type { Context } from "../../lib/context.ts";
import { type Finding, noteworthy, ok } from "../../lib/doctor/step.ts";
import type { KafkaConfig } from "../../lib/kafka/config.ts";
import { formatAddress } from "../../lib/text/format_address.ts";
import type { CommandContext } from "../_shared/parser/command.ts";
import { securityVariables } from "../_shared/security_variables.ts";
import { connectionSettings, defaultAddress } from "../_shared/settings.ts";

/** Variables by which programs find a proxy. */
const proxyVariables = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"];

/** Reads the configuration of the client, once the settings are shown. */
export function doctorConfig(context: CommandContext): Promise<KafkaConfig> {
  return Promise.resolve(connectionSettings(context.globals, context));
}

/** The settings of the connection, each with its origin; secrets are left out. */
export function settingFindings(context: CommandContext): Promise<Finding[]> {
  const { globals, env } = context;
  const variables = ["WAH_BROKERS", "RPK_BROKERS", ...securityVariables];
  const found = variables.flatMap((name) => {
    const value = env(name);
    return value === undefined ? [] : [{ name, value }];
  });
  const brokers = globals.brokers === undefined
    ? found.some(({ name }) => name.endsWith("_BROKERS"))
      ? []
      : [setting("brokers", formatAddress(defaultAddress), "default")]
    : [setting("brokers", globals.brokers, "-b")];
  return Promise.resolve([
    ...brokers,
    ...found.map(({ name, value }) => setting(name, isSecret(name) ? null : value, "environment")),
  ]);
}

/** The variable that names a proxy; null if none does. */
export function proxyVariable({ env }: Pick<Context, "env">): string | null {
  const names = proxyVariables.flatMap((name) => [name, name.toLowerCase()]);
  return names.find((name) => env(name) !== undefined) ?? null;
}

/** The note that connections to brokers do not use the proxy; empty if none is set. */
export function proxyFindings(context: Pick<Context, "env">): Finding[] {
  const name = proxyVariable(context);
  return name === null
    ? []
    : [noteworthy(name, "is set; connections to brokers do not use a proxy", { proxy: name })];
}

function setting(key: string, value: string | null, origin: string): Finding {
  return ok(key, `${value ?? "(hidden)"} (${origin})`, { value, secret: value === null, origin });
}

function isSecret(name: string): boolean {
  return /PASS/.test(name);
}
