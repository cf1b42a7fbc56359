import assert from "node:assert/strict";
import { type CliResult, runCli } from "./cli.ts";
import type { FakeWorld } from "./context.ts";

/** A step in the JSON of `wah doctor`. */
export interface DoctorStep {
  readonly step: string;
  readonly status: "ok" | "fault" | "skipped";
  readonly elapsed_ms: number;
  readonly findings: readonly {
    readonly status: string;
    readonly subject: string | null;
    readonly text: string;
    readonly fault?: { readonly code: string };
  }[];
}

/** The JSON of `wah doctor`, and how the command ended. */
export interface Diagnosis extends CliResult {
  readonly fault: { readonly code: string; readonly message: string } | null;
  readonly steps: readonly DoctorStep[];
  /** `STEP CODE` of every fault. */
  readonly faults: readonly string[];
}

/** Runs `wah doctor -o json`. */
export async function runDoctor(
  world: FakeWorld,
  argv: readonly string[] = [],
): Promise<Diagnosis> {
  const result = await runCli(["doctor", "-o", "json", ...argv], world);
  const { version, ok, fault, steps } = JSON.parse(result.stdout);
  assert.deepEqual([version, ok], [1, fault === null]);
  const faults = (steps as DoctorStep[]).flatMap(({ step, findings }) =>
    findings.flatMap(({ fault }) => fault === undefined ? [] : [`${step} ${fault.code}`])
  );
  return { ...result, fault, steps, faults };
}

/** The step of a diagnosis that has a name. */
export function stepOf({ steps }: Diagnosis, name: string): DoctorStep {
  const step = steps.find(({ step }) => step === name);
  assert.ok(step !== undefined, `no step ${name}`);
  return step;
}
