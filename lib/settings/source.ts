import type { SettingValue } from "./setting_spec.ts";
import type { SettingKey } from "./setting_table.ts";

/** Where settings are written: in flags, variables, a project file or a profile. */
export type SourceKind = "flag" | "wah-variable" | "rpk-variable" | "project" | "profile";

/** A value with the place where it is written. */
export interface Found {
  readonly value: SettingValue;
  /** The flag, the variable, or the key in the file, for example `profiles.prod.tls.ca`. */
  readonly name: string;
}

/** The settings that are written in one place. */
export interface SettingSource {
  readonly kind: SourceKind;
  /** The file of a project or a profile. */
  readonly file?: string;
  /** The name of a profile. */
  readonly profile?: string;
  readonly values: ReadonlyMap<SettingKey, Found>;
}
