import assert from "node:assert/strict";
import { withoutEarlierTargets } from "../../../../lib/chat/log/history_window.ts";
import { type ChatRecord, positionKey } from "../../../../lib/chat/message/message.ts";
import { deletion, edit, post, record } from "../_records.ts";

const room = [{ partition: 0, start: 10n, end: 200n }, { partition: 1, start: 0n, end: 5n }];
const firstRead = new Map([[0, 100n], [1, 3n]]);

function kept(...records: ChatRecord[]): string[] {
  return withoutEarlierTargets(records, room, firstRead).map(positionKey);
}

Deno.test("withoutEarlierTargets() removes changes of messages before the window", () => {
  assert.deepEqual(
    kept(
      record(100n, edit("a", "x", 99n)),
      record(101n, deletion("a", { partition: 1, offset: 0n })),
      record(102n, post("a", "y")),
      record(103n, edit("a", "z", 102n)),
    ),
    ["0/102", "0/103"],
  );
});

Deno.test("withoutEarlierTargets() removes changes of removed changes", () => {
  assert.deepEqual(
    kept(record(100n, edit("a", "x", 99n)), record(101n, edit("a", "y", 100n))),
    [],
  );
});

Deno.test("withoutEarlierTargets() keeps changes of records that do not exist", () => {
  assert.deepEqual(
    kept(
      record(100n, edit("a", "x", 9n)),
      record(101n, edit("a", "x", 500n)),
      record(102n, edit("a", "x", { partition: 7, offset: 0n })),
    ),
    ["0/100", "0/101", "0/102"],
  );
});
