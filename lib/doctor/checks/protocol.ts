import { explainFailure, TimedOutError } from "../../kafka/connection/connect_failure.ts";
import { ConnectionLostError } from "../../kafka/connection/connection_error.ts";
import { ConnectionRegistry } from "../../kafka/connection/connection_registry.ts";
import { inspectTls, type TlsInspection } from "../../kafka/connection/tls/inspect_tls.ts";
import { formatAddress } from "../../text/format_address.ts";
import { brokerFault, type Examination, type ExaminedBroker } from "../examination.ts";
import { type Fault, faultOf } from "../fault.ts";
import { type Finding, noteworthy, ok } from "../step.ts";

/**
 * Finds out what the port of each broker speaks: Kafka, TLS, HTTP or nothing. With TLS it looks at
 * what the broker presents, and verifies nothing yet.
 */
export async function checkProtocol(
  examination: Examination,
  inspections: Map<ExaminedBroker, TlsInspection>,
): Promise<Finding[]> {
  const { tls } = examination.config;
  return await examination.eachBroker(async (broker, name) => {
    if (tls === undefined) return await checkKafka(broker, name, examination);
    const inspection = await inspect(broker, examination);
    if (inspection instanceof ConnectionLostError) {
      return brokerFault(broker, silentFault(faultOf(inspection)));
    }
    if (inspection !== null) {
      inspections.set(broker, inspection);
      return ok(name, "speaks TLS", { protocol: "tls" });
    }
    const fault = await plaintextFault(broker, examination);
    if (fault !== null) return brokerFault(broker, fault);
    return noteworthy(name, "ended the TLS handshake", { protocol: null });
  });
}

async function checkKafka(
  broker: ExaminedBroker,
  name: string,
  { plainRegistry, signal }: Examination,
): Promise<Finding> {
  try {
    broker.versions = (await plainRegistry.get(broker.address, "main", signal)).versions;
    return ok(name, "speaks Kafka", { protocol: "kafka" });
  } catch (error) {
    return brokerFault(broker, silentFault(faultOf(error)));
  }
}

/** TCP works by now, so a broker that does not answer in time hangs, or is not a broker. */
function silentFault(fault: Fault): Fault {
  if (fault.code !== "timeout") return fault;
  const hint = "Check whether the broker's process hangs, and whether this is its Kafka port";
  return { ...fault, hint };
}

/** What the broker presents; null if it ends the handshake; an error if it does not answer. */
async function inspect(
  { address }: ExaminedBroker,
  { signal, timeoutMs, config: { tls = {} } }: Examination,
): Promise<TlsInspection | ConnectionLostError | null> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await inspectTls(address, { signal: AbortSignal.any([signal, timeout]), tls });
  } catch (error) {
    signal.throwIfAborted();
    if (!timeout.aborted) throw error;
    const scene = { address, stage: "securing", isTls: true } as const;
    return explainFailure(new TimedOutError(timeoutMs), scene);
  }
}

/** The fault of a port that speaks no TLS; null if what it speaks is not known. */
async function plaintextFault(
  { address }: ExaminedBroker,
  { config, signal }: Examination,
): Promise<Fault | null> {
  const { tls: _tls, sasl: _sasl, ...plain } = config;
  await using registry = new ConnectionRegistry(plain);
  try {
    await registry.get(address, "main", signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ConnectionLostError)) throw error;
    return error.finding === "http" ? faultOf(error) : null;
  }
  const found = "this port speaks plaintext, but wah sent TLS";
  return faultOf(new ConnectionLostError(formatAddress(address), "plaintext", found));
}
