import { lookup } from "node:dns/promises";
import { abortable } from "../../async/abortable.ts";
import type { Address } from "../../kafka/config.ts";
import { explainFailure, TimedOutError } from "../../kafka/connection/connect_failure.ts";
import { isIPv6 } from "../../text/ip_address.ts";
import { brokerFault, type Examination } from "../examination.ts";
import { faultOf } from "../fault.ts";
import { type Finding, ok } from "../step.ts";

/** A name server may need several tries. */
const lookupTimeoutMs = 10_000;

/** Looks up the names of the brokers that the settings name. */
export async function checkNames(examination: Examination): Promise<Finding[]> {
  return await examination.eachBroker(async (broker, name) => {
    try {
      broker.hosts = await resolveHost(broker.address, examination.signal);
    } catch (error) {
      return brokerFault(broker, faultOf(error));
    }
    const isAddress = broker.hosts[0] === broker.address.host;
    const text = isAddress ? "an IP address" : broker.hosts.join(", ");
    return ok(name, text, { addresses: broker.hosts });
  });
}

/**
 * Returns every IP address of a host, in the order of the system. `localhost` has both loopback
 * addresses, as in each connection of wah.
 *
 * @throws {ConnectionLostError} If there is none.
 * @throws The signal's reason if it aborts first.
 */
export async function resolveHost(address: Address, signal: AbortSignal): Promise<string[]> {
  const { host } = address;
  if (isIPv6(host) || /^\d+(\.\d+){3}$/.test(host)) return [host];
  if (host.toLowerCase() === "localhost") return ["127.0.0.1", "::1"];
  const timeout = AbortSignal.timeout(lookupTimeoutMs);
  try {
    const found = await abortable(
      lookup(host, { all: true }),
      AbortSignal.any([signal, timeout]),
    );
    return [...new Set(found.map(({ address }) => address))];
  } catch (error) {
    signal.throwIfAborted();
    const scene = { address, stage: "connecting", isTls: false } as const;
    throw explainFailure(timeout.aborted ? new TimedOutError(lookupTimeoutMs) : error, scene);
  }
}
