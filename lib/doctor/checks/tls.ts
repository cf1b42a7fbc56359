import { explainFailure, TimedOutError } from "../../kafka/connection/connect_failure.ts";
import type { PeerCertificate, TlsInspection } from "../../kafka/connection/tls/inspect_tls.ts";
import { openTlsStream } from "../../kafka/connection/tls/tls_stream.ts";
import { brokerFault, type Examination, type ExaminedBroker } from "../examination.ts";
import { faultOf } from "../fault.ts";
import { type Finding, noteworthy, ok, skipped } from "../step.ts";

const dayMs = 24 * 60 * 60 * 1000;
/** A certificate that expires this soon is worth a note. */
const soonMs = 14 * dayMs;

/** Completes a TLS handshake with each broker and verifies its certificate. */
export async function checkTls(
  examination: Examination,
  inspections: ReadonlyMap<ExaminedBroker, TlsInspection>,
): Promise<Finding[]> {
  const { tls } = examination.config;
  if (tls === undefined) return [skipped("TLS is off")];
  return await examination.eachBroker(async (broker, name) => {
    const { signal, timeoutMs } = examination;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const either = AbortSignal.any([signal, timeout]);
      await (await openTlsStream(broker.address, { tls, signal: either })).close();
    } catch (error) {
      signal.throwIfAborted();
      const scene = { address: broker.address, stage: "securing", isTls: true } as const;
      const reason = timeout.aborted ? new TimedOutError(timeoutMs) : error;
      return brokerFault(broker, faultOf(explainFailure(reason, scene)));
    }
    const inspection = inspections.get(broker);
    const isVerified = tls.rejectUnauthorized !== false;
    return describe(name, inspection, { isVerified, nowMs: examination.nowMs() });
  });
}

function describe(
  name: string,
  inspection: TlsInspection | undefined,
  { isVerified, nowMs }: { readonly isVerified: boolean; readonly nowMs: number },
): Finding {
  const [leaf] = inspection?.chain ?? [];
  const data = {
    version: inspection?.version ?? null,
    verified: isVerified,
    chain: (inspection?.chain ?? []).map(plainCertificate),
  };
  const parts = [
    ...(inspection?.version ? [inspection.version] : []),
    ...(leaf === undefined ? [] : certificateParts(leaf, inspection!.chain)),
    ...(isVerified ? [] : ["the certificate is not verified"]),
  ];
  const text = parts.length === 0 ? "the handshake succeeds" : parts.join(", ");
  const earliestMs = Math.min(...data.chain.map(({ valid_to }) => Date.parse(valid_to)));
  if (earliestMs - nowMs < soonMs) {
    const days = Math.max(0, Math.floor((earliestMs - nowMs) / dayMs));
    return noteworthy(name, `${text}; it expires in ${days} days`, data);
  }
  return isVerified ? ok(name, text, data) : noteworthy(name, text, data);
}

function certificateParts(leaf: PeerCertificate, chain: TlsInspection["chain"]): string[] {
  const signers = [...chain.slice(1).map(({ subject }) => subject), chain.at(-1)!.issuer];
  const unique = signers.filter((each, index) => each !== "" && each !== signers[index - 1]);
  return [
    `certificate "${leaf.subject}"${leaf.hosts === "" ? "" : ` for ${leaf.hosts}`}`,
    ...(unique.length === 0 ? [] : [`signed by ${unique.map((each) => `"${each}"`).join(", ")}`]),
    `valid until ${leaf.validTo.toISOString().slice(0, 10)}`,
  ];
}

function plainCertificate(
  { subject, issuer, hosts, validFrom, validTo }: PeerCertificate,
): Readonly<Record<"subject" | "issuer" | "hosts" | "valid_from" | "valid_to", string>> {
  const [from, to] = [validFrom, validTo].map((date) => date.toISOString());
  return { subject, issuer, hosts, valid_from: from!, valid_to: to! };
}
