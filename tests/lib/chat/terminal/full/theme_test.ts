import assert from "node:assert/strict";
import { contrast, type Rgb } from "../../../../../lib/chat/terminal/full/contrast.ts";
import {
  type Background,
  backgroundOf,
  type ColorLevel,
  colorLevel,
  type Role,
  Theme,
} from "../../../../../lib/chat/terminal/full/theme.ts";

const roles: readonly Role[] = [
  ...["dim", "self", "mention", "unread", "status", "alert", "selected"] as const,
  ...["heading", "problem"] as const,
];

/** Backgrounds of common terminals; with 16 colors, the terminal chooses all of them. */
const backgrounds: Readonly<Record<Background, readonly Rgb[]>> = {
  dark: [[0, 0, 0], [30, 30, 30], [40, 44, 52], [0, 43, 54], [48, 10, 36]],
  light: [[255, 255, 255], [250, 250, 250], [253, 246, 227]],
};
/** The least contrast of text, level AA of WCAG 2.2. */
const leastContrast = 4.5;

Deno.test("Theme has text with a contrast of at least 4.5 on common backgrounds", () => {
  for (const kind of ["dark", "light"] as const) {
    for (const level of ["256", "true", "16"] as const) {
      const theme = new Theme(level, kind);
      const shown = [
        ...theme.authorColors(),
        ...roles.flatMap((role) => theme.colorsOf(role) ?? []),
      ];
      for (const { foreground, background } of shown) {
        const behind = background === undefined
          ? backgrounds[kind].slice(0, level === "16" ? 1 : undefined)
          : [background];
        for (const color of behind) {
          const found = contrast(foreground, color);
          assert.ok(found >= leastContrast, `${kind} ${level} ${foreground} on ${color}: ${found}`);
        }
      }
    }
  }
});

Deno.test("Theme uses no color without colors, and only as many as the terminal has", () => {
  const styles = (level: ColorLevel): string[] => {
    const theme = new Theme(level, "dark");
    return [...roles.map((role) => theme.style(role)), theme.authorStyle("bob")];
  };
  for (const style of styles("none")) assert.match(style, /^([127](;[17])?)?$/);
  for (const style of styles("16")) assert.match(style, /^(1|7|1;7|(1;)?[39]\d)$/);
  assert.ok(styles("256").some((style) => style.includes("38;5;")));
  assert.ok(styles("true").some((style) => style.includes("38;2;")));
  assert.ok(!styles("256").some((style) => style.includes("38;2;")));
});

Deno.test("Theme has the same color for a name each time", () => {
  const theme = new Theme("256", "light");
  assert.equal(theme.authorStyle("bob"), theme.authorStyle("bob"));
  assert.notEqual(theme.authorStyle("bob"), theme.authorStyle("alice"));
});

Deno.test("colorLevel() follows COLORTERM and TERM", () => {
  const level = (env: Record<string, string>, styled = true): ColorLevel =>
    colorLevel(styled, (name) => env[name]);
  assert.equal(level({ TERM: "xterm" }), "16");
  assert.equal(level({ TERM: "xterm-256color" }), "256");
  assert.equal(level({ TERM: "xterm-256color", COLORTERM: "truecolor" }), "true");
  assert.equal(level({ COLORTERM: "truecolor" }, false), "none");
});

Deno.test("backgroundOf() distinguishes light backgrounds from dark ones", () => {
  assert.equal(backgroundOf([255, 255, 255]), "light");
  assert.equal(backgroundOf([253, 246, 227]), "light");
  assert.equal(backgroundOf([40, 44, 52]), "dark");
});
