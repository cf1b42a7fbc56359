import type { Fault } from "./fault.ts";

/** The steps, in their order. */
export type StepName =
  | "settings"
  | "names"
  | "tcp"
  | "protocol"
  | "tls"
  | "versions"
  | "login"
  | "metadata"
  | "advertised"
  | "clocks"
  | "controller"
  | "probe";

/** `note`: works, and worth knowing. `skipped`: not checked. */
export type FindingStatus = "ok" | "note" | "fault" | "skipped";

/** What a step found about one thing. */
export interface Finding {
  readonly status: FindingStatus;
  /** What it is about: an address, a broker, a setting; null for the step as a whole. */
  readonly subject: string | null;
  /** What was found, to follow the subject and a colon. */
  readonly text: string;
  /** The same as plain values. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Set if the status is `fault`. */
  readonly fault?: Fault;
}

/** One step of a diagnosis. */
export interface Step {
  readonly name: StepName;
  /**
   * Returns at least one finding.
   *
   * @throws The signal's reason if it aborts first.
   */
  readonly run: () => Promise<readonly Finding[]>;
}

/** What a step found, and how long it took. */
export interface StepReport {
  readonly name: StepName;
  /** `fault` if one finding is, `skipped` if all are. */
  readonly status: Exclude<FindingStatus, "note">;
  readonly elapsedMs: number;
  readonly findings: readonly Finding[];
}

/**
 * Runs steps one after the other and yields the report of each when it is done. A step decides
 * itself whether an earlier fault leaves it something to check.
 *
 * @param nowMs Milliseconds on a clock that only moves forward. Default: that of the system.
 * @throws What a step throws.
 */
export async function* runSteps(
  steps: readonly Step[],
  nowMs: () => number = () => performance.now(),
): AsyncGenerator<StepReport, void, void> {
  for (const { name, run } of steps) {
    const startMs = nowMs();
    const findings = await run();
    yield { name, status: statusOf(findings), elapsedMs: nowMs() - startMs, findings };
  }
}

/** The first fault of a diagnosis, which the others may follow from; null if there is none. */
export function firstFault(reports: readonly StepReport[]): Fault | null {
  for (const { findings } of reports) {
    const fault = findings.find((finding) => finding.fault !== undefined)?.fault;
    if (fault !== undefined) return fault;
  }
  return null;
}

/** A finding that something is in order. */
export function ok(subject: string | null, text: string, data?: Finding["data"]): Finding {
  return { status: "ok", subject, text, ...(data === undefined ? {} : { data }) };
}

/** A finding that works and is worth knowing. */
export function noteworthy(subject: string | null, text: string, data?: Finding["data"]): Finding {
  return { status: "note", subject, text, ...(data === undefined ? {} : { data }) };
}

/** The finding of a step that has nothing to check, with the reason. */
export function skipped(text: string, subject: string | null = null): Finding {
  return { status: "skipped", subject, text };
}

/** The finding of a fault. */
export function faulty(subject: string | null, fault: Fault, text = fault.message): Finding {
  return { status: "fault", subject, text, fault };
}

function statusOf(findings: readonly Finding[]): StepReport["status"] {
  if (findings.some(({ status }) => status === "fault")) return "fault";
  return findings.every(({ status }) => status === "skipped") ? "skipped" : "ok";
}
