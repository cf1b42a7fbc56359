/** The types of Kafka's configs, as DescribeConfigs numbers them. */
export const configTypeCodes = {
  boolean: 1,
  string: 2,
  int: 3,
  short: 4,
  long: 5,
  double: 6,
  list: 7,
} as const;

/** The type of a config's value. */
export type ConfigType = keyof typeof configTypeCodes;

/** A config: its name, its valid values, and its effect. */
export interface ConfigDefinition {
  readonly name: string;
  readonly type: ConfigType;
  readonly defaultValue: string;
  /** The valid values, or the valid items of a list. Default: all. */
  readonly choices?: readonly string[];
  /** Smallest value, for numbers. */
  readonly min?: number;
  /** Largest value, for fractions; that of whole numbers depends on their type. */
  readonly max?: number;
  /** Its effect in this broker, in a sentence. */
  readonly documentation: string;
  /** The broker setting that is the default of this topic config, if there is one. */
  readonly brokerSetting?: string;
}

const int64Max = 2n ** 63n - 1n;
const wholeNumberMax: Partial<Record<ConfigType, bigint>> = {
  short: 2n ** 15n - 1n,
  int: 2n ** 31n - 1n,
  long: int64Max,
};

/** Returns why `value` is invalid for `config`, as the end of a sentence; null if it is valid. */
export function invalidValue(config: ConfigDefinition, value: string): string | null {
  switch (config.type) {
    case "boolean":
      return /^(true|false)$/i.test(value.trim()) ? null : "expected true or false";
    case "string":
      return chosen(config, [value]);
    case "list":
      return chosen(config, listItems(value));
    case "double":
      return fraction(config, value);
    default:
      return wholeNumber(config, value);
  }
}

/** Returns the items of a comma-separated list, trimmed, without empty ones. */
export function listItems(value: string): string[] {
  return value.split(",").map((item) => item.trim()).filter((item) => item !== "");
}

function chosen(config: ConfigDefinition, values: readonly string[]): string | null {
  const { choices } = config;
  if (choices === undefined || values.every((value) => choices.includes(value))) return null;
  return `expected ${config.type === "list" ? "a list of" : "one of"} ${choices.join(", ")}`;
}

function fraction(
  { min = -Infinity, max = Infinity }: ConfigDefinition,
  value: string,
): string | null {
  const number = value.trim() === "" ? NaN : Number(value);
  return number >= min && number <= max ? null : `expected a number from ${min} to ${max}`;
}

function wholeNumber(config: ConfigDefinition, value: string): string | null {
  if (!/^[+-]?\d+$/.test(value.trim())) return `expected a whole number`;
  const number = BigInt(value);
  const max = wholeNumberMax[config.type] ?? int64Max;
  if (number > max) return `expected at most ${max}`;
  const min = config.min ?? -Number(max) - 1;
  return number < BigInt(min) ? `expected at least ${min}` : null;
}
