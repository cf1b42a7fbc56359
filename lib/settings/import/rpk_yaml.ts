import { UsageError } from "../../errors.ts";
import { isTable } from "../read_value.ts";
import type { SettingValue } from "../setting_spec.ts";
import { colors, mechanisms, type SettingKey } from "../setting_table.ts";
import type { ImportedFile, ImportedProfile } from "./imported_profile.ts";

type Table = Record<string, unknown>;

/** The keys of a profile that need no counterpart. */
const ignored = ["name", "description", "prompt", "license_check", "from_cloud"];
const parts = ["kafka_api", "admin_api", "schema_registry"];

/**
 * Reads the profiles of rpk's `rpk.yaml`.
 *
 * @param path Turns a path of the file into one that does not depend on the working folder.
 * @throws {UsageError} If it is not such a file.
 */
export async function readRpkYaml(
  text: string,
  { file, path }: { readonly file: string; readonly path: (path: string) => string },
): Promise<ImportedFile> {
  const { parse } = await import("yaml");
  const data = parseWith(parse, text, file);
  const { profiles, current_profile: current } = isTable(data) ? data : {};
  if (!Array.isArray(profiles)) {
    throw new UsageError(`Cannot import "${file}": it has no list of profiles`);
  }
  return {
    profiles: profiles.filter(isTable).map((profile) => readRpkProfile(profile, path)),
    current: textOf(current),
  };
}

function parseWith(parse: (text: string) => unknown, text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    const found = cause instanceof Error ? cause.message.split("\n")[0]! : String(cause);
    throw new UsageError(`Cannot import "${file}": ${found}`, { cause });
  }
}

function readRpkProfile(profile: Table, path: (path: string) => string): ImportedProfile {
  const values = new Map<SettingKey, SettingValue>();
  const put = (key: SettingKey, value: SettingValue | undefined): void => {
    if (value !== undefined && value !== "") values.set(key, value);
  };
  const kafka = tableOf(profile["kafka_api"]);
  const tls = kafka?.["tls"];
  put("brokers", list(kafka?.["brokers"]));
  if (isTable(tls)) {
    put("tls.enabled", true);
    put("tls.ca", mapped(tls["ca_file"], path));
    put("tls.cert", mapped(tls["cert_file"], path));
    put("tls.key", mapped(tls["key_file"], path));
    put("tls.insecure_skip_verify", tls["insecure_skip_verify"] === true || undefined);
  }
  const skipped = Object.keys(profile).filter((key) => ![...ignored, ...parts].includes(key));
  const sasl = tableOf(kafka?.["sasl"]);
  const mechanism = textOf(sasl?.["mechanism"])?.toLowerCase();
  if (mechanism !== undefined && !(mechanisms as readonly string[]).includes(mechanism)) {
    skipped.push(`kafka_api.sasl: ${mechanism} is not supported`);
  } else {
    put("sasl.mechanism", mechanism);
    put("sasl.user", textOf(sasl?.["user"]));
    put("sasl.password", textOf(sasl?.["password"]));
  }
  put("admin.url", urls(tableOf(profile["admin_api"])));
  put("registry.url", urls(tableOf(profile["schema_registry"]))?.split(",")[0]);
  put(
    "registry.ca",
    mapped(tableOf(tableOf(profile["schema_registry"])?.["tls"])?.["ca_file"], path),
  );
  put("color", colors.find((color) => textOf(profile["prompt"])?.includes(color)));
  return { name: textOf(profile["name"]), values, skipped };
}

/** Addresses with the scheme that the part's `tls` asks for. */
function urls(part: Table | undefined): string | undefined {
  const addresses = list(part?.["addresses"]);
  const scheme = isTable(part?.["tls"]) ? "https" : "http";
  return addresses?.split(",")
    .map((each) => /^https?:\/\//.test(each) ? each : `${scheme}://${each}`).join(",");
}

function list(value: unknown): string | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter((each) => typeof each === "string" && each !== "").join(",") || undefined;
}

function mapped(value: unknown, path: (path: string) => string): string | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : path(text);
}

function tableOf(value: unknown): Table | undefined {
  return isTable(value) ? value : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
