import assert from "node:assert/strict";
import { authorColor, authorColors } from "../../../../lib/chat/show/author_color.ts";

const levels = [0, 95, 135, 175, 215, 255];

/** @see WCAG 2.2, relative luminance */
function luminance(color: number): number {
  const index = color - 16;
  const channels = [Math.floor(index / 36), Math.floor(index / 6) % 6, index % 6];
  const [red, green, blue] = channels.map((level) => {
    const value = levels[level]! / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

Deno.test("authorColors are readable on black and on white", () => {
  for (const color of authorColors) {
    const light = luminance(color);
    assert.ok((light + 0.05) / 0.05 >= 3.8, `${color} on black`);
    assert.ok(1.05 / (light + 0.05) >= 3.8, `${color} on white`);
  }
});

Deno.test("authorColor() depends only on the name, and uses all colors", () => {
  assert.equal(authorColor("bob"), 30);
  assert.equal(authorColor(""), 28);
  const names = Array.from({ length: 200 }, (_, index) => `user${index}`);
  assert.equal(new Set(names.map(authorColor)).size, authorColors.length);
});
