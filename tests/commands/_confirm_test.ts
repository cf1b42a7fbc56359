import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { Command } from "@commander-js/extra-typings";
import { confirm, showPlan } from "../../commands/_confirm.ts";
import { addGlobalOptions } from "../../commands/_globals.ts";
import type { Terminal } from "../../lib/context.ts";
import { InterruptedError } from "../../lib/errors.ts";
import { fakeContext } from "../support/context.ts";

function terminalThatTypes(text: string | null): Terminal {
  const input = new PassThrough();
  if (text !== null) input.end(text);
  return { input, output: new PassThrough() } as unknown as Terminal;
}

function commandWith(...argv: string[]): Command {
  const command = new Command("delete");
  addGlobalOptions(command);
  command.action(() => {});
  return command.parse(argv, { from: "user" });
}

for (const answer of ["y\n", "Y\n", "yes\n", " yes \n", "y"]) {
  Deno.test(`confirm() takes ${JSON.stringify(answer)} for a yes`, async () => {
    const { context, stdout, stderr } = fakeContext({ terminal: terminalThatTypes(answer) });
    await confirm("Delete?", "delete topics", commandWith(), context);
    assert.deepEqual([stdout.text, stderr.text], ["", "Delete? [y/N] "]);
  });
}

for (const answer of ["\n", "n\n", "no\n", "yep\n", "", "x\ny\n"]) {
  Deno.test(`confirm() takes ${JSON.stringify(answer)} for a no`, async () => {
    const { context } = fakeContext({ terminal: terminalThatTypes(answer) });
    await assert.rejects(confirm("Delete?", "delete topics", commandWith(), context), {
      name: "FailedError",
      message: "Cannot delete topics: not confirmed",
    });
  });
}

Deno.test("confirm() asks nothing with --yes", async () => {
  const { context, stderr } = fakeContext();
  await confirm("Delete?", "delete topics", commandWith("-y"), context);
  assert.equal(stderr.text, "");
});

for (
  const [argv, expected] of [
    [[], "plan\n"],
    [["-q"], "plan\n"],
    [["-y"], "plan\n"],
    [["-y", "-q"], ""],
  ] as const
) {
  Deno.test(`showPlan() shows ${JSON.stringify(expected)} with "${argv.join(" ")}"`, async () => {
    const { context, stderr } = fakeContext();
    await showPlan("plan\n", commandWith(...argv), context);
    assert.equal(stderr.text, expected);
  });
}

Deno.test("confirm() refuses without a terminal", async () => {
  const { context } = fakeContext();
  await assert.rejects(confirm("Delete?", "delete topics", commandWith(), context), {
    name: "UsageError",
    message: "Cannot delete topics: confirmation is required, but there is no terminal",
  });
});

Deno.test("confirm() stops asking at an interrupt", async () => {
  const controller = new AbortController();
  const { context, stderr } = fakeContext({
    terminal: terminalThatTypes(null),
    signal: controller.signal,
  });
  const asking = confirm("Delete?", "delete topics", commandWith(), context);
  await stderr.waitFor("Delete?");
  controller.abort(new InterruptedError());
  await assert.rejects(asking, { name: "InterruptedError" });
});
