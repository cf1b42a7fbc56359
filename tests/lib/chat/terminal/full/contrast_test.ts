import assert from "node:assert/strict";
import { contrast } from "../../../../../lib/chat/terminal/full/contrast.ts";

Deno.test("contrast() is that of the Web Content Accessibility Guidelines", () => {
  assert.equal(contrast([0, 0, 0], [255, 255, 255]), 21);
  assert.equal(contrast([255, 255, 255], [255, 255, 255]), 1);
  assert.equal(contrast([119, 119, 119], [255, 255, 255]).toFixed(2), "4.48");
});
