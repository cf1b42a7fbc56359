import assert from "node:assert/strict";
import type { ProcessResult } from "../support/cli/process.ts";
import { type CommandLine, commandLines } from "./_command_lines.ts";
import { closeForms, type Form, openForms } from "./_forms.ts";

/**
 * Returns the output of a form without the parts that differ between brokers, homes and minutes.
 */
function comparable(text: string, form: Form): string {
  return text
    .replaceAll(`127.0.0.1:${form.port}`, "BROKER")
    .replaceAll(`"port":${form.port}`, '"port":PORT')
    .replaceAll(form.home, "HOME")
    .replace(/"pid":\d+/g, '"pid":PID')
    .replace(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d\.\d+Z)?/g, "TIME")
    .replace(/("timestamp": ?)\d{13}\b/g, "$1TIMESTAMP")
    .replace(/^(Id: +).*|("cluster":)"[\w-]{22}"/gm, "$1$2ID");
}

interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

function outcome({ status, stdout, stderr }: ProcessResult, form: Form): Outcome {
  return { status, stdout: comparable(stdout, form), stderr: comparable(stderr, form) };
}

function requireOutcome(found: Outcome, wanted: CommandLine, form: string): void {
  const { status = 0, stdout = "", stderr = "" } = wanted;
  assert.equal(found.status, status, `${form}: ${found.stderr}`);
  for (const [text, expected] of [[found.stdout, stdout], [found.stderr, stderr]] as const) {
    if (typeof expected === "string") assert.equal(text, expected, form);
    else assert.match(text, expected, form);
  }
}

let forms: readonly Form[] = [];

Deno.test.beforeAll(async () => {
  forms = await openForms();
});

Deno.test.afterAll(async () => {
  // A failed test may have left its broker running.
  await Promise.all(forms.map((form) => form.run("wah dev stop")));
  await closeForms(forms);
});

for (const wanted of commandLines) {
  Deno.test(`each form: ${wanted.name}`, async () => {
    const results = await Promise.all(forms.map((form) => form.run(wanted.line)));
    const outcomes = results.map((result, index) => outcome(result, forms[index]!));
    outcomes.forEach((found, index) => requireOutcome(found, wanted, forms[index]!.name));
    const [first, ...others] = outcomes;
    for (const [index, other] of others.entries()) {
      assert.deepEqual(other, first, `${forms[index + 1]!.name} and ${forms[0]!.name} differ`);
    }
  });
}

Deno.test("there are 34 command lines with different names", () => {
  assert.equal(new Set(commandLines.map(({ name }) => name)).size, 34);
});
