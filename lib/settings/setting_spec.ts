/** The forms that a value can have; see {@link SettingValues}. */
export type SettingKind = "text" | "file" | "flag" | "addresses" | "choice" | "list" | "map";

/**
 * The subject of a setting. It decides when a profile's value counts: `cluster`, `login`,
 * `registry` and `admin` together with the profile's brokers, `look` and `guard` also if the
 * profile is named on the command line, and `own` always.
 */
export type SettingPart = "cluster" | "login" | "registry" | "admin" | "look" | "guard" | "own";

/** A setting: how it is written, where it may be written, and what it means. */
export interface SettingSpec {
  readonly kind: SettingKind;
  readonly part: SettingPart;
  /** A description for the docs, in lower case and without a full stop. */
  readonly meaning: string;
  /** The values of a choice. */
  readonly choices?: readonly string[];
  /** Environment variables, `WAH_*` before `RPK_*`: the first one that is set counts. */
  readonly variables?: readonly string[];
  /** The key of the global flag, for example `tlsCa` for `--tls-ca`. */
  readonly flag?: string;
  /** Whether its value is a secret, which is neither shown nor accepted as an argument. */
  readonly isSecret?: true;
  /** Whether its value is a shell command. */
  readonly isCommand?: true;
  /** Whether the values of a map can be `NAME=FILE`, with more after the name of the file. */
  readonly hasFiles?: true;
  /** Whether a project file may set it. */
  readonly inProject?: true;
  /** Settings that exclude each other have the same name here; the first source counts. */
  readonly oneOf?: string;
}

/** The value of each kind; a path is as written, except in files, whose folder it starts at. */
export interface SettingValues {
  readonly text: string;
  readonly file: string;
  readonly flag: boolean;
  /** Separated by commas. */
  readonly addresses: string;
  readonly choice: string;
  readonly list: readonly string[];
  readonly map: Readonly<Record<string, string>>;
}

/** A value of any kind. */
export type SettingValue = SettingValues[SettingKind];
