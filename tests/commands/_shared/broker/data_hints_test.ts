import assert from "node:assert/strict";
import { withDataHints } from "../../../../commands/_shared/broker/data_hints.ts";
import { DataError } from "../../../../lib/broker/data_error.ts";

Deno.test("withDataHints() adds a hint that names the flag to a DataError", async () => {
  const cause = new Error("disk");
  const fail = (): never => {
    throw new DataError("foreign", "Cannot open it", { cause });
  };
  await assert.rejects(withDataHints(fail), {
    name: "FailedError",
    message: "Cannot open it",
    hint: "Give another directory with --data",
    cause,
  });
});

Deno.test("withDataHints() passes on results and other errors unchanged", async () => {
  assert.equal(await withDataHints(() => 7), 7);
  const bug = new TypeError("bug");
  await assert.rejects(withDataHints(() => Promise.reject(bug)), bug);
});
