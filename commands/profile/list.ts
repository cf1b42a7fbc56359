import { readProfile } from "../../lib/settings/config_file.ts";
import type { SettingKey } from "../../lib/settings/setting_table.ts";
import type { SettingSource } from "../../lib/settings/source.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { printList } from "../_shared/print.ts";
import { table, type TableOutput } from "../_shared/table.ts";
import { readProfiles } from "./_config.ts";

/** `wah profile list`. */
export const profileListCommand = defineCommand({
  description: "List all profiles. A star marks the current one.",
  examples: [
    ["wah profile list", "as a table"],
    ["wah profile list -o jsonl", "for another program"],
  ],
  flags: { output: outputFlag },
  async run({ flags: { output }, context }): Promise<void> {
    const config = await readProfiles(context);
    const current = context.globals.profile ?? context.env("WAH_PROFILE") ?? config.current;
    const rows = config.names.map((name) =>
      profileRow(name, name === current, readProfile(config, name, context)!.source)
    );
    const { stdout } = context;
    await printList(stdout, output, {
      name: "profiles",
      items: rows,
      text: () => rowsText(rows, stdout),
    });
  },
});

/** A profile in the list. */
interface ProfileRow {
  readonly profile: string;
  readonly current: boolean;
  /** Addresses with commas; null if it names none. */
  readonly brokers: string | null;
  readonly tls: boolean;
  /** The user's name, or the mechanism of a login without one; null without a login. */
  readonly login: string | null;
  readonly color: string | null;
  readonly protected: boolean;
  readonly read_only: boolean;
}

function profileRow(profile: string, current: boolean, { values }: SettingSource): ProfileRow {
  const text = (key: SettingKey): string | null =>
    values.get(key)?.value as string | undefined ?? null;
  const isOn = (key: SettingKey): boolean => values.get(key)?.value === true;
  const keys = [...values.keys()];
  const hasToken = keys.some((key) => key.startsWith("oauth.token"));
  const enabled = values.get("tls.enabled")?.value as boolean | undefined;
  return {
    profile,
    current,
    brokers: text("brokers"),
    tls: enabled ?? keys.some((key) => key.startsWith("tls.")),
    login: text("sasl.user") ?? (hasToken ? "oauthbearer" : null),
    color: text("color"),
    protected: isOn("protected"),
    read_only: isOn("read_only"),
  };
}

function rowsText(rows: readonly ProfileRow[], output: TableOutput): Promise<string> {
  return table(
    ["CURRENT", "PROFILE", "BROKERS", "TLS", "LOGIN", "PROTECTION"],
    rows.map((row) => [
      row.current ? "*" : "",
      row.profile,
      row.brokers,
      row.tls ? "yes" : "no",
      row.login,
      [...(row.protected ? ["protected"] : []), ...(row.read_only ? ["read-only"] : [])]
        .join(", ") || null,
    ]),
    output,
  );
}
