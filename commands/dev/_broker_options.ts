import type { HostOptions } from "../../lib/broker/background/host_broker.ts";
import type { DevOptions } from "../_shared/broker/dev_options.ts";

/** What the command line says about a broker, but for where its data is. */
type BrokerOptions = Omit<HostOptions, "dataDirectory" | "pid" | "version" | "signal">;

/** The options as the broker takes them; what was left out is its default. */
export function brokerOptions(
  { listen, advertise, set, topic, strict, sync, idleTimeout, fileDescriptors }: DevOptions,
): BrokerOptions {
  return {
    ...listen,
    ...(advertise && { advertise }),
    ...(set && { settings: set }),
    ...(topic && { topics: topic }),
    ...(strict && { strict }),
    ...(sync && { sync }),
    ...(fileDescriptors && { fileDescriptors }),
    ...(idleTimeout && { idleTimeoutMs: idleTimeout * 1000 }),
  };
}
