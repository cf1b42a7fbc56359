import type { Fault } from "../../lib/doctor/fault.ts";
import type { Finding, StepName, StepReport } from "../../lib/doctor/step.ts";
import { colored, dim } from "../../lib/text/style.ts";
import { visible } from "../../lib/text/visible.ts";

/** The titles of the steps for people. */
const titles: Readonly<Record<StepName, string>> = {
  settings: "settings",
  names: "name resolution",
  tcp: "TCP",
  protocol: "protocol",
  tls: "TLS",
  versions: "API versions",
  login: "login",
  metadata: "metadata",
  advertised: "advertised addresses",
  clocks: "clocks",
  controller: "controller",
  probe: "record (--probe)",
};

const marks: Readonly<Record<StepReport["status"], string>> = {
  ok: "ok",
  fault: "FAULT",
  skipped: "skipped",
};

const markWidth = 8;
const titleWidth = Math.max(...Object.values(titles).map((title) => title.length)) + 2;
const timeWidth = 9;

/** The lines of a step: its mark, title and time, then what it found, a line each. */
export function stepText(
  { name, status, elapsedMs, findings }: StepReport,
  { styled }: { readonly styled: boolean },
): string {
  const mark = marks[status].padEnd(markWidth);
  const time = (status === "skipped" ? "" : durationText(elapsedMs)).padStart(timeWidth - 2);
  const head = `${styledMark(mark, status, styled)}${titles[name].padEnd(titleWidth)}${time}  `;
  const indent = " ".repeat(markWidth + titleWidth + timeWidth);
  // The fault stands next to its mark.
  return findings.toSorted((one, other) => rank(one) - rank(other))
    .map((finding, index) => `${index === 0 ? head : indent}${findingText(finding)}\n`)
    .join("");
}

/** A step as JSON; fields may be added, and never change their meaning. */
export function stepJson(
  { name, status, elapsedMs, findings }: StepReport,
  hintOf: (fault: Fault) => string | undefined,
): Record<string, unknown> {
  return {
    step: name,
    status,
    elapsed_ms: Math.round(elapsedMs * 10) / 10,
    findings: findings.map(({ status, subject, text, data = {}, fault }) => ({
      status,
      subject,
      text,
      ...data,
      ...(fault === undefined ? {} : { fault: faultJson(fault, hintOf) }),
    })),
  };
}

/** A fault as JSON. */
export function faultJson(
  fault: Fault,
  hintOf: (fault: Fault) => string | undefined,
): Record<string, unknown> {
  return { code: fault.code, message: fault.message, hint: hintOf(fault) ?? null };
}

function rank({ status }: Finding): number {
  return status === "fault" ? 0 : 1;
}

function findingText({ subject, text, fault, status }: Finding): string {
  // The message of a fault names what it is about.
  const isWhole = subject === null || fault?.message === text;
  const words = visible(isWhole ? text : `${subject}: ${text}`);
  return status === "note" ? `note: ${words}` : words;
}

function styledMark(mark: string, status: StepReport["status"], styled: boolean): string {
  if (!styled) return mark;
  if (status === "skipped") return dim(mark);
  return colored(mark, status === "fault" ? "red" : "green");
}

function durationText(elapsedMs: number): string {
  if (elapsedMs >= 1000) return `${(elapsedMs / 1000).toFixed(1)} s`;
  return elapsedMs < 10 ? `${elapsedMs.toFixed(1)} ms` : `${Math.round(elapsedMs)} ms`;
}
