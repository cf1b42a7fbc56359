import assert from "node:assert/strict";
import {
  type ColorChoice,
  styledByDefault,
  withColorChoice,
} from "../../../commands/_shared/color.ts";
import { fakeContext } from "../../support/cli/context.ts";

const cases:
  readonly (readonly [env: Record<string, string>, terminal: boolean, wanted: boolean])[] = [
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: "1" }, true, false],
    [{ TERM: "dumb" }, true, false],
    [{ FORCE_COLOR: "1" }, false, true],
    [{ FORCE_COLOR: "0" }, true, false],
    [{ FORCE_COLOR: "false" }, true, false],
    [{ FORCE_COLOR: "1", NO_COLOR: "1" }, false, true],
  ];

for (const [env, isTerminal, wanted] of cases) {
  const where = isTerminal ? "on a terminal" : "in a pipe";
  Deno.test(`styledByDefault() is ${wanted} ${where} with ${JSON.stringify(env)}`, () => {
    assert.equal(styledByDefault((name) => env[name], isTerminal), wanted);
  });
}

Deno.test("withColorChoice() asks for the choice at every use", () => {
  const { context } = fakeContext({ styled: true });
  let choice: ColorChoice = "auto";
  const { stdout } = withColorChoice(context, () => choice);
  const seen = [stdout.styled];
  for (choice of ["never", "always"] as const) seen.push(stdout.styled);
  assert.deepEqual(seen, [true, false, true]);
});

Deno.test("withColorChoice() leaves everything else as it was", async () => {
  const { context, stdout } = fakeContext({ env: { A: "b" }, columns: 40 });
  const chosen = withColorChoice(context, () => "always");
  await chosen.stdout.write("text");
  assert.equal(stdout.text, "text");
  assert.equal(chosen.stdout.columns, 40);
  assert.equal(chosen.env("A"), "b");
  assert.equal(chosen.signal, context.signal);
});
