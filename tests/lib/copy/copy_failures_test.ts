import assert from "node:assert/strict";
import { CopyFailures } from "../../../lib/copy/copy_failures.ts";

Deno.test("CopyFailures prints a line for consecutive records with the same reason", () => {
  const lines: string[] = [];
  const failures = new CopyFailures("orders", (line) => lines.push(line));
  const add = (partition: number, offset: bigint, reason = "too large"): void =>
    failures.add({ partition, offset, reason });
  add(0, 3n);
  add(1, 9n);
  add(0, 4n);
  add(0, 5n, "refused");
  assert.deepEqual(lines, ['"orders" partition 0 offsets 3 to 4: too large']);
  failures.flush();
  assert.deepEqual(lines.slice(1), [
    '"orders" partition 1 offset 9: too large',
    '"orders" partition 0 offset 5: refused',
  ]);
});
