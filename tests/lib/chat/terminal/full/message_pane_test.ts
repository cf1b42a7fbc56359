import assert from "node:assert/strict";
import fc from "fast-check";
import type { LogItem } from "../../../../../lib/chat/terminal/full/channel_log.ts";
import { MessagePane, type PaneItems } from "../../../../../lib/chat/terminal/full/message_pane.ts";

/** A list of messages with these numbers of rows; the keys are `m0`, `m1` and so on. */
function listOf(rows: readonly number[], first = 0): PaneItems {
  const items = rows.map((_, index) => (
    { kind: "entry", key: `m${first + index}`, entry: { kind: "message" } } as unknown as LogItem
  ));
  return {
    items,
    indexOf: (key) => {
      const index = items.findIndex((item) => item.key === key);
      return index < 0 ? undefined : index;
    },
    rowCount: (index) => rows[index]!,
  };
}

/** The shown rows, as KEY.ROW. */
function shown(pane: MessagePane, list: PaneItems, height: number): string[] {
  return pane.visible(list, height).flatMap(({ index, start, end }) =>
    Array.from({ length: end - start }, (_, row) => `${list.items[index]!.key}.${start + row}`)
  );
}

Deno.test("MessagePane shows the end of the list, and less than a screen of a short one", () => {
  const pane = new MessagePane();
  const list = listOf([1, 3, 2]);
  assert.deepEqual(shown(pane, list, 4), ["m1.1", "m1.2", "m2.0", "m2.1"]);
  assert.deepEqual(shown(pane, list, 10).length, 6);
  assert.deepEqual(shown(pane, listOf([]), 10), []);
});

Deno.test("MessagePane scrolls by rows, not beyond the first and the last one", () => {
  const pane = new MessagePane();
  const list = listOf([1, 3, 2, 1]);
  pane.scroll(list, -2, 3);
  assert.deepEqual(shown(pane, list, 3), ["m1.1", "m1.2", "m2.0"]);
  assert.ok(!pane.isAtEnd);
  pane.scroll(list, -100, 3);
  assert.deepEqual(shown(pane, list, 3), ["m0.0", "m1.0", "m1.1"]);
  pane.scroll(list, 100, 3);
  assert.ok(pane.isAtEnd);
  pane.toStart(list, 3);
  assert.deepEqual(shown(pane, list, 3)[0], "m0.0");
});

Deno.test("MessagePane shows the same rows if items are added above or below", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 5, maxLength: 20 });
  fc.assert(fc.property(sizes, sizes, fc.integer({ min: 1, max: 12 }), (rows, added, up) => {
    const pane = new MessagePane();
    const list = listOf(rows);
    pane.scroll(list, -up, 4);
    if (pane.isAtEnd) return;
    const before = shown(pane, list, 4);
    const above = listOf([...added, ...rows], -added.length);
    assert.deepEqual(shown(pane, above, 4), before);
    assert.deepEqual(shown(pane, listOf([...rows, ...added]), 4), before);
    assert.ok(pane.countBelow(listOf([...rows, ...added])) >= added.length);
  }));
});

Deno.test("MessagePane reaches every row by scrolling", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 12 });
  fc.assert(fc.property(sizes, fc.integer({ min: 1, max: 5 }), (rows, height) => {
    const pane = new MessagePane();
    const list = listOf(rows);
    const seen = new Set(shown(pane, list, height));
    const total = rows.reduce((sum, count) => sum + count, 0);
    for (let step = 0; step < total; step++) {
      pane.scroll(list, -1, height);
      for (const row of shown(pane, list, height)) seen.add(row);
    }
    assert.equal(seen.size, total);
    assert.equal(shown(pane, list, height)[0], "m0.0");
  }));
});

Deno.test("MessagePane selects messages one by one, and scrolls to show them", () => {
  const pane = new MessagePane();
  const list = listOf([2, 2, 2, 2]);
  assert.ok(pane.selectNext(list, -1, 4));
  assert.equal(pane.selected, "m3");
  assert.ok(pane.selectNext(list, -1, 4) && pane.selectNext(list, -1, 4));
  assert.deepEqual(shown(pane, list, 4), ["m1.0", "m1.1", "m2.0", "m2.1"]);
  assert.ok(pane.selectNext(list, 1, 4) && pane.selectNext(list, 1, 4));
  assert.ok(!pane.selectNext(list, 1, 4));
  assert.deepEqual(shown(pane, list, 4).at(-1), "m3.1");
  pane.selectEnd(list, "first", 4);
  assert.deepEqual([pane.selected, shown(pane, list, 4)[0]], ["m0", "m0.0"]);
  pane.deselect();
  assert.equal(pane.selected, undefined);
});

Deno.test("MessagePane selects nothing in an empty list", () => {
  const pane = new MessagePane();
  assert.ok(!pane.selectNext(listOf([]), -1, 4));
});
