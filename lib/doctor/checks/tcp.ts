import type { Address } from "../../kafka/config.ts";
import { explainFailure, TimedOutError } from "../../kafka/connection/connect_failure.ts";
import type { ConnectionLostError } from "../../kafka/connection/connection_error.ts";
import { openTcpStream } from "../../kafka/connection/tcp_stream.ts";
import { brokerFault, type Examination } from "../examination.ts";
import { faultOf } from "../fault.ts";
import { type Finding, noteworthy, ok } from "../step.ts";

/** The result of connecting to one IP address. */
interface Attempt {
  readonly host: string;
  /** Null if it connected. */
  readonly failure: ConnectionLostError | null;
}

/** Connects to every IP address of the brokers that the settings name. */
export async function checkTcp(examination: Examination): Promise<Finding[]> {
  return await examination.eachBroker(async (broker, name) => {
    const attempts = await connectToEach(broker.address, broker.hosts, examination);
    const connected = attempts.filter(({ failure }) => failure === null);
    const [first] = attempts;
    if (connected.length === 0) return brokerFault(broker, faultOf(first!.failure));
    const failed = attempts.filter(({ failure }) => failure !== null);
    const data = {
      connected: connected.map(({ host }) => host),
      failed: failed.map(({ host, failure }) => ({ address: host, problem: failure?.found })),
    };
    const text = `connected to ${data.connected.join(", ")}`;
    // Brokers often listen on one of the two addresses of localhost.
    const isLoopback = broker.address.host.toLowerCase() === "localhost";
    if (failed.length === 0 || isLoopback) return ok(name, text, data);
    const problems = data.failed.map(({ address, problem }) => `${address}: ${problem}`);
    return noteworthy(name, `${text}; not to ${problems.join(", ")}`, data);
  });
}

/**
 * Connects to each IP address of a broker at the same time, and closes the connections.
 *
 * @throws The signal's reason if it aborts first.
 */
export async function connectToEach(
  address: Address,
  hosts: readonly string[],
  { signal, timeoutMs }: Pick<Examination, "signal" | "timeoutMs">,
): Promise<Attempt[]> {
  return await Promise.all(hosts.map(async (host) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const target = { host, port: address.port };
      await (await openTcpStream(target, AbortSignal.any([signal, timeout]))).close();
      return { host, failure: null };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Deno.errors.NotCapable) throw error;
      const reason = timeout.aborted ? new TimedOutError(timeoutMs) : error;
      const scene = { address, stage: "connecting", isTls: false } as const;
      return { host, failure: explainFailure(reason, scene) };
    }
  }));
}
