import { UsageError } from "../errors.ts";
import { listed } from "../text/listed.ts";
import type { SettingSpec, SettingValue } from "./setting_spec.ts";

/**
 * Reads the value of a variable: `true`, `1`, `false` and `0` for a flag, commas between the
 * elements of a list, and `KEY=VALUE` for those of a map.
 *
 * @param name The name of the variable, for errors.
 * @throws {UsageError} If the text is not of the setting's kind. A secret is not repeated.
 */
export function readSettingText(text: string, spec: SettingSpec, name: string): SettingValue {
  const rejected = (expected: string): UsageError => wrongText(name, text, expected, spec);
  switch (spec.kind) {
    case "flag":
      return readFlag(text, () => rejected("true or false"));
    case "choice":
      return readChoice(text, spec, rejected);
    case "list":
      return text.split(",").map((part) => part.trim()).filter((part) => part !== "");
    case "map":
      return readMap(text, () => rejected("KEY=VALUE, separated by commas"));
    default:
      return text;
  }
}

/**
 * Checks a value of a TOML file.
 *
 * A list may also be one text, and addresses may be a list of texts.
 *
 * @param place The key and the file, for errors.
 * @throws {UsageError} If the value is not of the setting's kind. A secret is not repeated.
 */
export function readTomlValue(value: unknown, spec: SettingSpec, place: string): SettingValue {
  const rejected = (expected: string): UsageError => wrongValue(place, value, expected, spec);
  switch (spec.kind) {
    case "flag":
      if (typeof value === "boolean") return value;
      throw rejected("true or false");
    case "addresses":
      if (isTexts(value)) return value.join(",");
      break;
    case "list":
      if (isTexts(value)) return value;
      if (typeof value === "string") return [value];
      throw rejected("a list of texts");
    case "map":
      if (isTextMap(value)) return { ...value };
      throw rejected("a table of texts");
    case "choice":
      if (typeof value === "string") return readChoice(value, spec, rejected);
  }
  if (typeof value === "string" && value !== "") return value;
  throw rejected("a text");
}

function readFlag(text: string, rejected: () => UsageError): boolean {
  const value = text.toLowerCase();
  if (value === "true" || value === "1") return true;
  if (value === "false" || value === "0") return false;
  throw rejected();
}

function readChoice(
  text: string,
  { choices = [] }: SettingSpec,
  rejected: (expected: string) => UsageError,
): string {
  const value = text.toLowerCase();
  if (choices.includes(value)) return value;
  throw rejected(listed(choices));
}

function readMap(text: string, rejected: () => UsageError): Record<string, string> {
  const pairs = text.split(",").map((part) => {
    const at = part.indexOf("=");
    if (at < 1) throw rejected();
    return [part.slice(0, at).trim(), part.slice(at + 1).trim()] as const;
  });
  return Object.fromEntries(pairs);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}

function isTextMap(value: unknown): value is Record<string, string> {
  return isTable(value) && Object.values(value).every((each) => typeof each === "string");
}

/** Whether a value of a TOML file is a table. */
export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof Date);
}

/** The error names the text, unless it is a secret. */
function wrongText(
  name: string,
  text: string,
  expected: string,
  { isSecret }: SettingSpec,
): UsageError {
  const shown = isSecret ? "" : ` "${text}"`;
  return new UsageError(`Cannot use ${name}${shown}: expected ${expected}`);
}

function wrongValue(
  place: string,
  value: unknown,
  expected: string,
  { isSecret }: SettingSpec,
): UsageError {
  const shown = isSecret ? "the value" : JSON.stringify(value, plainNumbers);
  return new UsageError(`Cannot use ${shown} for ${place}: expected ${expected}`);
}

function plainNumbers(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}
