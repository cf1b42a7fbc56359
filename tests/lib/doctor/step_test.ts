import assert from "node:assert/strict";
import type { Fault } from "../../../lib/doctor/fault.ts";
import {
  faulty,
  type Finding,
  firstFault,
  noteworthy,
  ok,
  runSteps,
  skipped,
  type Step,
  type StepReport,
} from "../../../lib/doctor/step.ts";

const fault: Fault = { code: "refused", message: "Cannot a", isUnreachable: true };

function step(name: Step["name"], findings: readonly Finding[]): Step {
  return { name, run: () => Promise.resolve(findings) };
}

async function run(steps: readonly Step[]): Promise<StepReport[]> {
  let nowMs = 0;
  return await Array.fromAsync(runSteps(steps, () => nowMs++ * 10));
}

Deno.test("runSteps() runs steps in order and measures each", async () => {
  const reports = await run([step("names", [ok("a", "b")]), step("tcp", [skipped("c")])]);
  assert.deepEqual(reports, [
    {
      name: "names",
      status: "ok",
      elapsedMs: 10,
      findings: [{ status: "ok", subject: "a", text: "b" }],
    },
    {
      name: "tcp",
      status: "skipped",
      elapsedMs: 10,
      findings: [{ status: "skipped", subject: null, text: "c" }],
    },
  ]);
});

Deno.test("runSteps() reports a fault before anything else, and a note as in order", async () => {
  const findings = [ok("a", "b"), skipped("c"), faulty("d", fault)];
  const [mixed, noted] = await run([
    step("tcp", findings),
    step("tls", [noteworthy("a", "b"), skipped("c")]),
  ]);
  assert.deepEqual([mixed?.status, noted?.status], ["fault", "ok"]);
});

Deno.test("runSteps() ends with the error of a step", async () => {
  const failing: Step = { name: "tls", run: () => Promise.reject(new TypeError("bug")) };
  await assert.rejects(run([failing, step("login", [])]), TypeError);
});

Deno.test("firstFault() returns the fault of the earliest step", async () => {
  const later = { ...fault, message: "Cannot b" };
  const reports = await run([
    step("tcp", [ok("a", "b")]),
    step("tls", [ok("a", "b"), faulty("c", fault)]),
    step("login", [faulty("c", later)]),
  ]);
  assert.equal(firstFault(reports), fault);
  assert.equal(firstFault(reports.slice(0, 1)), null);
});
