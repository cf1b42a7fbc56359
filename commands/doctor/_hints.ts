import type { Fault, FaultCode } from "../../lib/doctor/fault.ts";
import { settingHint } from "../_shared/setting_hints.ts";

const hints: Readonly<Partial<Record<FaultCode, string>>> = {
  "refused": "Start a broker there, or name the address of another one with -b",
  "unresolved": "Check the host name in -b, WAH_BROKERS or the profile",
  "tls": "Set --tls or WAH_TLS_ENABLED=true, or use the broker's plaintext port",
  "plaintext": "Remove the TLS settings, or use the broker's TLS port",
  "login-required": "Set WAH_SASL_USER and WAH_SASL_PASSWORD, and WAH_SASL_MECHANISM if the port " +
    "does not offer SCRAM-SHA-256",
  "login-not-accepted": "Remove the login, or use a port that accepts one",
  "other-cluster": "Name the brokers of one cluster only",
  "no-brokers": "Check whether the brokers of the cluster run, and their advertised.listeners",
  "no-controller": "Check the logs of the controllers, and whether most of them run",
  "clock": "Set the clocks by NTP, on this machine and on the brokers",
};

/** Findings that a firewall can cause, behind which a proxy is often the only way out. */
const blocked: readonly FaultCode[] = ["timeout", "unroutable", "unresolved"];

/** What a broker has to advertise. */
const reachable = "an address that this machine can reach";

/**
 * The next thing to try for a fault; undefined if there is nothing to say.
 *
 * @param proxy The variable that names a proxy; null if none does.
 */
export function faultHint(fault: Fault, proxy: string | null): string | undefined {
  if (fault.advertised !== undefined) return advertisedHint(fault, fault.advertised);
  const hint = settingHint(fault.code) ?? hints[fault.code] ?? fault.hint;
  if (proxy === null || !blocked.includes(fault.code)) return hint;
  return `${hint ?? "Check the network"}; connections to brokers do not use ${proxy}, so the ` +
    "network must let them out directly";
}

/** The case of Docker and Kubernetes: the broker advertises an address of its own network. */
function advertisedHint(
  { code }: Fault,
  advertised: NonNullable<Fault["advertised"]>,
): string | undefined {
  const { id, address } = advertised;
  const set = settingOf(advertised);
  const host = address.replace(/:\d+$/, "");
  switch (code) {
    case "unresolved":
      return `Set ${set} to ${reachable}; "${host}" may be a name inside of Docker or Kubernetes`;
    case "refused":
    case "timeout":
    case "unroutable":
      return `Check whether broker ${id} runs; if it does, set ${set} to ${reachable}`;
    case "other-cluster":
      return `Set ${set} to ${reachable}, and that no other broker has`;
    case "duplicate-address":
      return `Set ${set} to an address that no other broker has`;
    case "broker-down":
      return `Start broker ${id}, or remove it from the cluster`;
    case "certificate-name":
      return `Set ${set} to a name that its certificate covers`;
    default:
      return settingHint(code) ?? `Set ${set} to its Kafka port, at ${reachable}`;
  }
}

/** What sets the address that a broker advertises. */
function settingOf({ id, software }: NonNullable<Fault["advertised"]>): string {
  if (software === "wah dev") return "--advertise of wah dev";
  const setting = software === "Redpanda" ? "advertised_kafka_api" : "advertised.listeners";
  return `${setting} of broker ${id}`;
}
