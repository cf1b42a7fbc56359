import { FailedError, UnreachableError, type WahError } from "../../lib/errors.ts";
import { doctorSteps } from "../../lib/doctor/doctor_steps.ts";
import { Examination } from "../../lib/doctor/examination.ts";
import { type Fault, faultOf } from "../../lib/doctor/fault.ts";
import {
  faulty,
  type Finding,
  firstFault,
  runSteps,
  type Step,
  type StepReport,
} from "../../lib/doctor/step.ts";
import { parseAdminUrl } from "../../lib/redpanda/admin_url.ts";
import type { CommandContext } from "../_shared/parser/command.ts";
import { clusterConfig, commandSettings, requireWritable } from "../_shared/settings.ts";
import { failAfter, json, type OutputFormat, printItem } from "../_shared/print.ts";
import { faultHint } from "./_hints.ts";
import { proxyFindings, proxyVariable, settingFindings } from "./_settings.ts";
import { faultJson, stepJson, stepText } from "./_view.ts";

/** The version of the shape of the JSON output. */
const jsonVersion = 1;

/** The flags of `wah doctor`. */
export interface DoctorFlags {
  readonly probes: boolean;
  readonly output: OutputFormat;
}

/**
 * Runs all steps and prints each when it is done.
 *
 * @throws {UnreachableError} If no broker is reachable; says the first fault.
 * @throws {FailedError} If there is another fault; says the first one.
 * @throws {UsageError} If it is to write a record, and the settings are read-only.
 */
export async function runDoctor(
  { probes, output }: DoctorFlags,
  context: CommandContext,
): Promise<void> {
  await using diagnosis = new Diagnosis(context, probes);
  const proxy = proxyVariable(context);
  const hintOf = (fault: Fault): string | undefined => faultHint(fault, proxy);
  const printing = { output, context, hintOf };
  const reports: StepReport[] = [];
  for await (const report of runSteps(diagnosis.steps())) {
    reports.push(report);
    await printStep(report, printing);
  }
  const fault = firstFault(reports);
  const failure = fault === null ? null : failureOf(fault, hintOf(fault), diagnosis);
  await failAfter(printEnd(reports, fault, printing), failure);
}

/** How to print. */
interface Printing {
  readonly output: OutputFormat;
  readonly context: CommandContext;
  readonly hintOf: (fault: Fault) => string | undefined;
}

/** The steps of one run, and the connections that they share. */
class Diagnosis implements AsyncDisposable {
  readonly #context: CommandContext;
  readonly #probes: boolean;
  #examination: Examination | null = null;

  constructor(context: CommandContext, probes: boolean) {
    this.#context = context;
    this.#probes = probes;
  }

  /** Whether no broker is reachable. */
  get reachesNone(): boolean {
    return this.#examination?.brokers.every(({ fault }) => fault?.isUnreachable) ?? false;
  }

  steps(): Step[] {
    const examination = (): Examination | null => this.#examination;
    const settings: Step = { name: "settings", run: () => this.#readSettings() };
    return [settings, ...doctorSteps({ examination, probes: this.#probes })];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#examination?.[Symbol.asyncDispose]();
  }

  async #readSettings(): Promise<Finding[]> {
    const context = this.#context;
    const findings: Finding[] = [];
    try {
      const settings = await commandSettings(context);
      findings.push(...settingFindings(settings), ...proxyFindings(context));
      const config = await clusterConfig(context);
      const adminUrls = settings.get("admin.url")?.split(",").map((url) =>
        parseAdminUrl(url.trim())
      );
      const { signal, now: nowMs } = context;
      this.#examination = new Examination(config, { signal, nowMs, adminUrls });
    } catch (error) {
      return [...findings, faulty(null, faultOf(error))];
    }
    if (this.#probes) requireWritable(await commandSettings(context), "write a record");
    return findings;
  }
}

async function printStep(
  report: StepReport,
  { output, context: { stdout }, hintOf }: Printing,
): Promise<void> {
  if (output === "text") await stdout.write(stepText(report, stdout));
  if (output === "jsonl") await stdout.write(`${json(stepJson(report, hintOf))}\n`);
}

async function printEnd(
  reports: readonly StepReport[],
  fault: Fault | null,
  { output, context: { stdout }, hintOf }: Printing,
): Promise<void> {
  if (output === "jsonl") return;
  const document = {
    version: jsonVersion,
    ok: fault === null,
    fault: fault === null ? null : faultJson(fault, hintOf),
    steps: reports.map((report) => stepJson(report, hintOf)),
  };
  await printItem(stdout, output, document, () => fault === null ? "No fault found.\n" : "");
}

function failureOf(fault: Fault, hint: string | undefined, diagnosis: Diagnosis): WahError {
  const { message, cause } = fault;
  const details = { cause, ...(hint === undefined ? {} : { hint }) };
  return diagnosis.reachesNone
    ? new UnreachableError(message, details)
    : new FailedError(message, details);
}
