import type { HostOptions } from "../../lib/broker/background/host_broker.ts";
import { UsageError } from "../../lib/errors.ts";
import type { DevOptions } from "../_shared/broker/dev_options.ts";

/** The options of a broker that flags set, except for its data. */
type FlagOptions = Omit<HostOptions, "dataDirectory" | "pid" | "version" | "signal">;

/** Kafka's names of settings that have a flag. */
const settingFlags: ReadonlyMap<string, string> = new Map([
  ["listeners", "--listen HOST:PORT"],
  ["advertised.listeners", "--advertise HOST:PORT"],
  ["log.dir", "--data DIR"],
  ["log.dirs", "--data DIR"],
]);

/**
 * Converts the flags to options of a broker; an omitted flag leaves the broker's default.
 *
 * @throws {UsageError} If `--set` names a setting that has a flag.
 */
export function brokerOptions(
  { listen, advertise, set, topic, strict, sync, idleTimeout: idleSeconds, fileDescriptors }:
    DevOptions,
): FlagOptions {
  for (const [name] of set ?? []) requireNoFlag(name);
  return {
    ...listen,
    ...(advertise && { advertise }),
    ...(set && { settings: set }),
    ...(topic && { topics: topic }),
    ...(strict && { strict }),
    ...(sync && { sync }),
    ...(fileDescriptors && { fileDescriptors }),
    ...(idleSeconds && { idleTimeoutMs: idleSeconds * 1000 }),
  };
}

function requireNoFlag(name: string): void {
  const flag = settingFlags.get(name);
  if (flag === undefined) return;
  throw new UsageError(`Cannot set "${name}": it is a flag here`, { hint: `Use ${flag}` });
}
