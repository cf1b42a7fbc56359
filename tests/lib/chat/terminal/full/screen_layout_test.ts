import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Area,
  isIn,
  layOutScreen,
} from "../../../../../lib/chat/terminal/full/screen_layout.ts";

const input = { inputRows: 1, showsPeople: true };

Deno.test("layOutScreen() drops people first, then rooms, then the status bar", () => {
  const shown = (columns: number, rows: number): string[] => {
    const { rooms, people, status } = layOutScreen({ columns, rows }, input);
    return [
      ...(rooms === undefined ? [] : ["rooms"]),
      ...(people === undefined ? [] : ["people"]),
      ...(status === undefined ? [] : ["status"]),
    ];
  };
  assert.deepEqual(shown(200, 60), ["rooms", "people", "status"]);
  assert.deepEqual(shown(100, 30), ["rooms", "people", "status"]);
  assert.deepEqual(shown(80, 24), ["rooms", "status"]);
  assert.deepEqual(shown(60, 15), ["status"]);
  assert.deepEqual(shown(60, 3), []);
});

Deno.test("layOutScreen() grows the input to a third of the screen", () => {
  const top = (inputRows: number): number =>
    layOutScreen({ columns: 60, rows: 15 }, { ...input, inputRows }).input.top;
  assert.deepEqual([top(1), top(3), top(50)], [14, 12, 10]);
});

Deno.test("layOutScreen() covers each cell at most once, and stays on the screen", () => {
  const number = fc.integer({ min: 1, max: 250 });
  fc.assert(fc.property(number, number, number, fc.boolean(), (columns, rows, inputRows, has) => {
    const layout = layOutScreen({ columns, rows }, { inputRows, showsPeople: has });
    const areas = [layout.rooms, layout.messages, layout.people, layout.input]
      .filter((area): area is Area => area !== undefined);
    for (const { left, right, top, bottom } of areas) {
      assert.ok(left >= 0 && left < right && right <= columns, "columns");
      assert.ok(top >= 0 && top <= bottom && bottom <= rows, "rows");
    }
    const { messages, status, input: typed } = layout;
    assert.ok(messages.bottom <= (status ?? typed.top) && typed.bottom === rows);
  }));
});

Deno.test("isIn() is about the cells of an area", () => {
  const area = { left: 2, right: 4, top: 1, bottom: 3 };
  assert.ok(isIn(area, 1, 2) && isIn(area, 2, 3));
  assert.ok(!isIn(area, 3, 2) && !isIn(area, 1, 4) && !isIn(area, 0, 2) && !isIn(area, 1, 1));
});
