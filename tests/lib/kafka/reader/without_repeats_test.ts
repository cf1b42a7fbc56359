import assert from "node:assert/strict";
import type { ReaderNotice } from "../../../../lib/kafka/reader/read_target.ts";
import { withoutRepeats } from "../../../../lib/kafka/reader/without_repeats.ts";

Deno.test("withoutRepeats() reports the first outage of several readers, and the last end", () => {
  const kinds: string[] = [];
  const notify = withoutRepeats<{ readonly kind: "joining" }>(({ kind }) => kinds.push(kind));
  const out: ReaderNotice = { kind: "disconnected", error: new Error("gone") };
  for (const notice of [out, out, { kind: "joining" } as const]) notify(notice);
  assert.deepEqual(kinds, ["disconnected", "joining"]);
  notify({ kind: "reconnected" });
  notify({ kind: "reconnected" });
  notify(out);
  assert.deepEqual(kinds, ["disconnected", "joining", "reconnected", "disconnected"]);
});
