import assert from "node:assert/strict";
import {
  confirm,
  confirmProtected,
  requireConsent,
  showPlan,
} from "../../../commands/_shared/confirm.ts";
import type { GlobalOptions } from "../../../commands/_shared/parser/globals.ts";
import type { Terminal } from "../../../lib/context.ts";
import { InterruptedError } from "../../../lib/errors.ts";
import { commandContext } from "../../support/cli/command_context.ts";
import { tempFolder } from "../../support/temp_folder.ts";
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
  Deno.test(`confirm() rejects ${JSON.stringify(answer)}`, async () => {
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

/** The environment of a user whose current profile `prod` has these settings. */
async function profileOf(folder: string, settings: string): Promise<Record<string, string>> {
  await Deno.mkdir(`${folder}/.config/wah`, { recursive: true });
  const text = `current = "prod"\n[profiles.prod]\n${settings}\n`;
  await Deno.writeTextFile(`${folder}/.config/wah/config.toml`, text);
  return { HOME: folder };
}

Deno.test("confirmProtected() asks once for a protected cluster, and not for others", async () => {
  await using folder = await tempFolder();
  const ask = async (
    settings: string,
    answer: string | undefined,
    globals: GlobalOptions = {},
  ): Promise<string> => {
    const env = await profileOf(folder.path, settings);
    const terminal = answer === undefined ? {} : { terminal: terminalThatTypes(answer) };
    const { context, stderr } = commandContext({ env, ...terminal }, globals);
    await confirmProtected("Produce to prod?", "produce", context);
    return stderr.text;
  };
  assert.equal(await ask("protected = true", "y\n"), "[prod] Produce to prod? [y/N] ");
  assert.equal(await ask("protected = true", undefined, { yes: true }), "");
  assert.equal(await ask("protected = true", undefined, { confirm: "prod" }), "");
  assert.equal(await ask("protected = false", undefined), "");
  await assert.rejects(ask("protected = true", "n\n"), { name: "FailedError" });
  await assert.rejects(ask("protected = true", undefined), { name: "UsageError" });
  await assert.rejects(ask("read_only = true", "y\n"), {
    name: "UsageError",
    message: /^Cannot produce: profiles\.prod\.read_only in ".*" forbids writing$/,
  });
});

Deno.test("requireConsent() rejects --confirm with a name that is not in use", async () => {
  await using folder = await tempFolder();
  const env = await profileOf(folder.path, 'brokers = "a:1"');
  const named = commandContext({ env }, { confirm: "dev", yes: true }).context;
  await assert.rejects(requireConsent("delete topics", named), {
    message: 'Cannot delete topics: --confirm names "dev", but "prod" is in use',
  });
  const without = commandContext({}, { confirm: "dev", yes: true }).context;
  await assert.rejects(requireConsent("delete topics", without), {
    message: 'Cannot delete topics: --confirm names "dev", but no profile is in use',
  });
});
