import assert from "node:assert/strict";
import { FailureReport } from "../../../commands/produce/_failures.ts";

Deno.test("FailureReport prints consecutive records with the same reason as a range", () => {
  const printed: string[] = [];
  const report = new FailureReport("line", (text) => printed.push(text));
  report.add(1, "too large");
  for (const line of [3, 4, 5]) report.add(line, "too large");
  report.add(6, "no leader");
  report.flush();
  report.flush();
  assert.deepEqual(printed, ["line 1: too large", "lines 3 to 5: too large", "line 6: no leader"]);
  assert.equal(report.count, 5);
});
