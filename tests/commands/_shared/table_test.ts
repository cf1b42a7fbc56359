import assert from "node:assert/strict";
import { table } from "../../../commands/_shared/table.ts";

const pipe = { isTerminal: false, columns: 80, styled: false };
const narrow = { isTerminal: true, columns: 40, styled: false };

Deno.test("table() aligns texts to the left and numbers to the right", async () => {
  const rows = [
    ["orders", 12n, { quantity: "1.5 MiB" }, "x"],
    ["a", 3, { quantity: "9 B" }, null],
  ];
  assert.equal(
    await table(["TOPIC", "RECORDS", "SIZE", "NOTE"], rows, pipe),
    "TOPIC   RECORDS     SIZE  NOTE\n" +
      "orders       12  1.5 MiB  x\n" +
      "a             3      9 B  -\n",
  );
});

Deno.test("table() without rows is its headings", async () => {
  assert.equal(await table(["TOPIC", "STATUS"], [], pipe), "TOPIC  STATUS\n");
});

Deno.test("table() counts the columns that a terminal needs", async () => {
  assert.equal(
    await table(["A", "B"], [["日本", "x"], ["e\u0301", "y"]], pipe),
    "A     B\n日本  x\ne\u0301     y\n",
  );
});

Deno.test("table() escapes control characters and keeps each row on its line", async () => {
  assert.equal(await table(["A"], [["x\n\x1b[2J"]], pipe), "A\nx\\n\\x1b[2J\n");
});

Deno.test("table() cuts the middle of long texts on a terminal, not in a pipe", async () => {
  const rows = [["a".repeat(30) + "b".repeat(30), 1, "short"]];
  const headings = ["TOPIC", "COUNT", "STATUS"];
  const [, line = ""] = (await table(headings, rows, narrow)).split("\n");
  assert.ok(line.length <= 40, line);
  assert.match(line, /^a+…b+ +1 {2}short$/);
  assert.match(await table(headings, rows, pipe), /\na{30}b{30} {6}1 {2}short\n$/);
});

Deno.test("table() cuts wide characters without splitting one", async () => {
  const [, line = ""] = (await table(["A"], [["日本".repeat(20)]], narrow)).split("\n");
  assert.match(line, /^(日本)+日?…(日|本)+$/);
});

Deno.test("table() keeps numbers and short texts whole, even if it does not fit", async () => {
  const headings = ["NAME", "A", "B", "C"];
  const rows = [["x".repeat(20), 12345678901, 12345678901, 12345678901]];
  const [, line = ""] = (await table(headings, rows, narrow)).split("\n");
  assert.match(line, /^x{6}…x{5} {2}12345678901 {2}12345678901 {2}12345678901$/);
});

Deno.test("table() prints its headings bold if styles are wanted", async () => {
  const styled = { ...pipe, styled: true };
  assert.equal(await table(["A"], [["x"]], styled), "\x1b[1mA\x1b[22m\nx\n");
});

Deno.test("table() colors states if styles are wanted, and aligns them like texts", async () => {
  const rows = [
    [{ state: "OK", tone: "good" }, 1],
    [{ state: "FAILED", tone: "bad" }, 2],
    [{ state: "-", tone: undefined }, 3],
  ] as const;
  assert.equal(
    await table(["STATUS", "N"], rows, pipe),
    "STATUS  N\nOK      1\nFAILED  2\n-       3\n",
  );
  const [, ...styled] = (await table(["STATUS", "N"], rows, { ...pipe, styled: true })).split("\n");
  assert.deepEqual(styled, [
    "\x1b[32mOK\x1b[39m      1",
    "\x1b[31mFAILED\x1b[39m  2",
    "-       3",
    "",
  ]);
});
