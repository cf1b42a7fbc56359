import assert from "node:assert/strict";
import { confirm, showPlan } from "../../../commands/_shared/confirm.ts";
import type { Terminal } from "../../../lib/context.ts";
import { InterruptedError } from "../../../lib/errors.ts";
import { commandContext } from "../../support/cli/command_context.ts";
import { typedTerminal } from "../../support/cli/typed_terminal.ts";

function terminalThatTypes(text: string | null): Terminal {
  const { terminal, type, end } = typedTerminal();
  if (text === null) return terminal;
  type(text);
  end();
  return terminal;
}

for (const answer of ["y\n", "Y\n", "yes\n", " yes \n", "y"]) {
  Deno.test(`confirm() accepts ${JSON.stringify(answer)} as a yes`, async () => {
    const { context, stdout, stderr } = commandContext({ terminal: terminalThatTypes(answer) });
    await confirm("Delete?", "delete topics", context);
    const end = answer.endsWith("\n") ? "" : "\n";
    assert.deepEqual([stdout.text, stderr.text], ["", `Delete? [y/N] ${end}`]);
  });
}

for (const answer of ["\n", "n\n", "no\n", "yep\n", "", "x\ny\n"]) {
  Deno.test(`confirm() treats ${JSON.stringify(answer)} as a no`, async () => {
    const { context } = commandContext({ terminal: terminalThatTypes(answer) });
    await assert.rejects(confirm("Delete?", "delete topics", context), {
      name: "FailedError",
      message: "Cannot delete topics: not confirmed",
    });
  });
}

Deno.test("confirm() asks nothing with --yes", async () => {
  const { context, stderr } = commandContext({}, { yes: true });
  await confirm("Delete?", "delete topics", context);
  assert.equal(stderr.text, "");
});

for (
  const [globals, expected] of [
    [{}, "plan\n"],
    [{ quiet: true }, "plan\n"],
    [{ yes: true }, "plan\n"],
    [{ yes: true, quiet: true }, ""],
  ] as const
) {
  const given = Object.keys(globals).join(" and ") || "no flag";
  Deno.test(`showPlan() shows ${JSON.stringify(expected)} with ${given}`, async () => {
    const { context, stderr } = commandContext({}, globals);
    await showPlan("plan\n", context);
    assert.equal(stderr.text, expected);
  });
}

Deno.test("confirm() refuses without a terminal", async () => {
  const { context } = commandContext();
  await assert.rejects(confirm("Delete?", "delete topics", context), {
    name: "UsageError",
    message: "Cannot delete topics: confirmation is required, but there is no terminal",
  });
});

Deno.test("confirm() stops asking at an interrupt", async () => {
  const controller = new AbortController();
  const { context, stderr } = commandContext({
    terminal: terminalThatTypes(null),
    signal: controller.signal,
  });
  const asking = confirm("Delete?", "delete topics", context);
  await stderr.waitFor("Delete?");
  controller.abort(new InterruptedError());
  await assert.rejects(asking, { name: "InterruptedError" });
  assert.equal(stderr.text, "Delete? [y/N] \n");
});
