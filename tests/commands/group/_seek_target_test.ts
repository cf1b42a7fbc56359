import assert from "node:assert/strict";
import { parseOffsetFile, requiredTarget } from "../../../commands/group/_seek_target.ts";
import { UsageError } from "../../../lib/errors.ts";

const now = Date.UTC(2026, 0, 2);

for (
  const [text, target] of [
    ["start", { kind: "start" }],
    ["end", { kind: "end" }],
    ["42", { kind: "offset", offset: 42n }],
    ["+10", { kind: "shift", by: 10n }],
    ["-10", { kind: "shift", by: -10n }],
    ["@2026-01-01", { kind: "time", timestamp: BigInt(Date.UTC(2026, 0, 1)) }],
    ["@-1h", { kind: "time", timestamp: BigInt(now - 3_600_000) }],
    ["group:billing", { kind: "group", group: "billing" }],
    ["file:a b.txt", { kind: "file", path: "a b.txt" }],
  ] as const
) {
  Deno.test(`requiredTarget() reads ${text}`, () => {
    assert.deepEqual(requiredTarget(text, now), target);
  });
}

for (
  const text of [
    undefined,
    "",
    "nonsense",
    "@1:@2",
    "@:1",
    "group:",
    "+",
    "1:2",
    "99999999999999999999",
  ]
) {
  Deno.test(`requiredTarget() rejects ${text}`, () => {
    assert.throws(() => requiredTarget(text, now), UsageError);
  });
}

Deno.test("parseOffsetFile() reads lines, and skips blank ones and comments", () => {
  const text = "# saved\n\norders 0 12\n\tusers\t3 4 \r\n";
  assert.deepEqual(parseOffsetFile(text, "offsets"), [
    { topic: "orders", partition: 0, offset: 12n },
    { topic: "users", partition: 3, offset: 4n },
  ]);
});

Deno.test("parseOffsetFile() names the line that is wrong", () => {
  assert.throws(() => parseOffsetFile("a 0 1\na 0\n", "f"), {
    message: 'Cannot read "f": line 2 is not TOPIC PARTITION OFFSET',
  });
});
