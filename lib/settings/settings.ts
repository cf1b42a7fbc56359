import type { SettingSpec, SettingValues } from "./setting_spec.ts";
import { type SettingKey, settingTable } from "./setting_table.ts";
import { type Found, placeOf, type SettingSource } from "./source.ts";

/** The type of a setting's value. */
export type ValueOf<Key extends SettingKey> = SettingValues[(typeof settingTable)[Key]["kind"]];

/** A setting that counts: its value, and where it is written. */
export interface ResolvedSetting extends Found {
  readonly key: SettingKey;
  readonly source: SettingSource;
}

/** What marks a cluster on the screen. */
export interface ClusterMark {
  /** The name of the profile, or of the project's folder. */
  readonly name: string;
  /** Undefined if none is set. */
  readonly color: string | undefined;
}

/** The settings that count, each with its origin. */
export class Settings {
  readonly #values: ReadonlyMap<SettingKey, ResolvedSetting>;
  /** The profile in use, with its file; undefined if there is none. */
  readonly profile: SettingSource | undefined;
  /** Settings of the profile that do not count, because something else names the brokers. */
  readonly unused: readonly SettingKey[];

  constructor(
    values: ReadonlyMap<SettingKey, ResolvedSetting>,
    profile: SettingSource | undefined,
    unused: readonly SettingKey[],
  ) {
    this.#values = values;
    this.profile = profile;
    this.unused = unused;
  }

  /** The value of a setting; undefined if nothing sets it. */
  get<Key extends SettingKey>(key: Key): ValueOf<Key> | undefined {
    return this.#values.get(key)?.value as ValueOf<Key> | undefined;
  }

  /** A setting with its origin; undefined if nothing sets it. */
  find(key: SettingKey): ResolvedSetting | undefined {
    return this.#values.get(key);
  }

  /** All settings that count, in the order of the table. */
  all(): readonly ResolvedSetting[] {
    const keys = Object.keys(settingTable) as SettingKey[];
    return keys.flatMap((key) => this.#values.get(key) ?? []);
  }

  /** Where a setting is written, for errors: for example `WAH_TLS_CA`, or its key if nowhere. */
  placeOf(key: SettingKey): string {
    const found = this.#values.get(key);
    return found === undefined ? key : placeOf(found.source, found.name);
  }

  /** What marks the cluster; undefined if no file names its brokers, its color or its protection. */
  get mark(): ClusterMark | undefined {
    const owners = (["brokers", "color", "protected", "read_only"] as const)
      .map((key) => this.#values.get(key)?.source)
      .filter((source) => source?.kind === "profile" || source?.kind === "project");
    const owner = owners.find((source) => source?.kind === "profile") ?? owners[0];
    return owner && { name: ownerName(owner), color: this.get("color") };
  }

  /** The name to type before something is destroyed; undefined if nothing is protected. */
  get protectedName(): string | undefined {
    return this.get("protected") ? this.mark?.name : undefined;
  }

  /** The place that forbids writing; undefined if writing is allowed. */
  get readOnlyPlace(): string | undefined {
    return this.get("read_only") ? this.placeOf("read_only") : undefined;
  }

  /**
   * Whether the login for the brokers may also be sent to an address from `target`, which is
   * undefined if a flag of one command names it: that of a profile only to the same profile's.
   */
  loginMayGoTo(target: SettingSource | undefined): boolean {
    const logins = this.all().filter((each) => specOf(each.key).part === "login");
    return logins.every(({ source }) => source.kind !== "profile" || source === target);
  }
}

/** The row of a setting in the table. */
export function specOf(key: SettingKey): SettingSpec {
  return settingTable[key];
}

/** The name of a profile, or of the folder of a project file. */
function ownerName({ profile, file = "" }: SettingSource): string {
  return profile ?? file.split(/[\\/]/).at(-2) ?? file;
}
