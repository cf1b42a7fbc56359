import type { SettingValue } from "../setting_spec.ts";
import type { SettingKey } from "../setting_table.ts";

/** A profile that another program's file describes. */
export interface ImportedProfile {
  /** Undefined if the file names none. */
  readonly name: string | undefined;
  /** Secrets are among them. */
  readonly values: ReadonlyMap<SettingKey, SettingValue>;
  /** Keys without a counterpart in wah, some with a reason. */
  readonly skipped: readonly string[];
}

/** All that such a file describes. */
export interface ImportedFile {
  readonly profiles: readonly ImportedProfile[];
  /** The profile that the other program uses now; undefined if it names none. */
  readonly current: string | undefined;
}
