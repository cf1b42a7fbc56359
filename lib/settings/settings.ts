import { UsageError } from "../errors.ts";
import { parseAddresses } from "../kafka/config.ts";
import { formatAddress } from "../text/format_address.ts";
import type { SettingSpec, SettingValues } from "./setting_spec.ts";
import { type SettingKey, settingTable } from "./setting_table.ts";
import type { Found, SettingSource } from "./source.ts";

/** The type of a setting's value. */
export type SettingValueOf<Key extends SettingKey> =
  SettingValues[(typeof settingTable)[Key]["kind"]];

/** A setting that counts: its value, and where it is written. */
export interface ResolvedSetting extends Found {
  readonly key: SettingKey;
  readonly source: SettingSource;
}

/** The name and the color that a cluster has on the screen. */
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
  get<Key extends SettingKey>(key: Key): SettingValueOf<Key> | undefined {
    return this.#values.get(key)?.value as SettingValueOf<Key> | undefined;
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

  /** The mark of the cluster; undefined if no file names its brokers, color or protection. */
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

/** The place of a value as errors name it, for example `WAH_TLS_CA` or `tls.ca in "wah.toml"`. */
function placeOf({ kind, file }: Omit<SettingSource, "values">, name: string): string {
  return kind === "project" || kind === "profile" ? `${name} in "${file}"` : name;
}

/** The name of a profile, or of the folder of a project file. */
function ownerName({ profile, file = "" }: SettingSource): string {
  return profile ?? file.split(/[\\/]/).at(-2) ?? file;
}

/** Where settings are written, in order of precedence. */
export interface SettingSources {
  /** The highest one first. */
  readonly sources: readonly SettingSource[];
  /** Whether the profile among them is named on the command line. */
  readonly isProfileNamed?: boolean;
}

type Values = Map<SettingKey, ResolvedSetting>;

const keys = Object.keys(settingTable) as SettingKey[];

/** Settings that are only valid together with another one from the same profile. */
const belongings: readonly (readonly [owner: SettingKey, belongings: readonly SettingKey[]])[] = [
  ["sasl.user", ["sasl.password", "sasl.password_file", "sasl.password_command"]],
  ["tls.cert", ["tls.key", "tls.passphrase", "tls.passphrase_file", "tls.passphrase_command"]],
  [
    "registry.url",
    ["registry.user", "registry.password", "registry.password_file", "registry.password_command"],
  ],
];

/** The settings that make wah prove who the user is. */
const proofs: readonly SettingKey[] = [
  ...["sasl.user", "tls.cert", "oauth.token_command", "oauth.token_file"] as const,
  "oauth.token_url",
];

/**
 * Decides which source counts for each setting: the first one that has it.
 *
 * A profile's connection (TLS, login, registry, admin API) counts only if the brokers are its own:
 * if it names them, if nothing does, or if all that are in use are among those that it names. So do
 * the color and the guards of a profile and of a project file, except that those of a profile that
 * is named on the command line count always. A guard that one source sets to true is true.
 *
 * @throws {UsageError} If a source sets two settings that exclude each other, or if a project file
 * names the brokers and something else a login, which must not go there.
 */
export function resolveSettings({ sources, isProfileNamed = false }: SettingSources): Settings {
  for (const source of sources) refuseRivals(source);
  const profile = sources.find(({ kind }) => kind === "profile");
  const owners = new Set(sources.filter((source) => ownsBrokers(source, sources)));
  const counts = (source: SettingSource, key: SettingKey): boolean => {
    const { part } = specOf(key);
    if (owners.has(source) || part === "own" || key === "brokers") return true;
    return isProfileNamed && source === profile && (part === "look" || part === "guard");
  };
  const values: Values = new Map();
  const present = new Set(sources.flatMap((source) => [...source.values.keys()]));
  for (const key of present) {
    const found = winner(key, sources, counts);
    if (found !== undefined) values.set(key, found);
  }
  dropBelongings(values);
  refuseRedirect(values);
  const unused = [...profile?.values.keys() ?? []].filter((key) => !counts(profile!, key));
  return new Settings(values, profile, unused);
}

function winner(
  key: SettingKey,
  sources: readonly SettingSource[],
  counts: (source: SettingSource, key: SettingKey) => boolean,
): ResolvedSetting | undefined {
  const { oneOf, part, kind } = specOf(key);
  const rivals = oneOf === undefined ? [key] : keys.filter((each) => specOf(each).oneOf === oneOf);
  const candidates = sources.filter((source) =>
    rivals.some((each) => source.values.has(each) && counts(source, each))
  );
  const source = part === "guard"
    ? candidates.find(({ values }) => values.get(key)?.value === true) ?? candidates[0]
    : candidates[0];
  const found = source?.values.get(key);
  if (source === undefined || found === undefined) return undefined;
  if (kind !== "map") return { key, source, ...found };
  const maps = candidates.map(({ values }) => values.get(key)!.value as Record<string, string>);
  return { key, source, ...found, value: Object.assign({}, ...maps.toReversed()) };
}

/** Whether the brokers in use are those of a source. */
function ownsBrokers(source: SettingSource, sources: readonly SettingSource[]): boolean {
  if (source.kind !== "profile" && source.kind !== "project") return true;
  const inUse = sources.find(({ values }) => values.has("brokers"));
  if (inUse === undefined || inUse === source) return true;
  const own = source.values.get("brokers");
  if (own === undefined) return source.kind === "project";
  const mine = new Set(addresses(own.value as string));
  const used = addresses(inUse.values.get("brokers")!.value as string);
  return used.length > 0 && used.every((each) => mine.has(each));
}

/** Invalid addresses belong to nothing; what connects reports them. */
function addresses(text: string): string[] {
  try {
    return parseAddresses(text).map(formatAddress);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return [];
  }
}

/** A password of a profile counts only with the profile's user, and a key with its certificate. */
function dropBelongings(values: Values): void {
  for (const [owner, owned] of belongings) {
    const winning = values.get(owner)?.source;
    for (const key of owned) {
      const source = values.get(key)?.source;
      if (source?.kind !== "profile" || source === winning) continue;
      if (owner === "registry.url" || source.values.has(owner)) values.delete(key);
    }
  }
}

/** A project file can arrive with a repository, so it must not decide where a login goes. */
function refuseRedirect(values: Values): void {
  const brokers = values.get("brokers");
  if (brokers?.source.kind !== "project") return;
  const proof = proofs.map((key) => values.get(key))
    .find((found) => found !== undefined && found.source.kind !== "profile");
  if (proof === undefined) return;
  throw new UsageError(
    `Cannot send the login in ${placeOf(proof.source, proof.name)} to the brokers in ` +
      `"${brokers.source.file}": a project file must not decide where a login goes`,
    { hint: "Name the brokers that the login is for with -b" },
  );
}

function refuseRivals(source: SettingSource): void {
  const seen = new Map<string, string>();
  for (const [key, { name }] of source.values) {
    const { oneOf } = specOf(key);
    if (oneOf === undefined) continue;
    const rival = seen.get(oneOf);
    if (rival !== undefined) {
      throw new UsageError(
        `Cannot use both ${rival} and ${placeOf(source, name)}: they exclude each other`,
        { hint: "Remove one of them" },
      );
    }
    seen.set(oneOf, name);
  }
}
