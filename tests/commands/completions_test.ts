import assert from "node:assert/strict";
import { runCli } from "../support/cli/cli.ts";

const signs = {
  bash: "complete -o default -F _wah wah",
  zsh: "#compdef wah",
  fish: "complete -c wah",
  powershell: "Register-ArgumentCompleter -CommandName 'wah'",
};

for (const [shell, sign] of Object.entries(signs)) {
  Deno.test(`wah completions ${shell} prints a script for it that calls wah complete`, async () => {
    const { status, stdout, stderr } = await runCli(["completions", shell]);
    assert.deepEqual([status, stderr], [0, ""]);
    assert.ok(stdout.includes(sign), stdout);
    assert.ok(stdout.includes("wah complete"), stdout);
  });
}

Deno.test("wah completions rejects another shell", async () => {
  const { status, stdout, stderr } = await runCli(["completions", "tcsh"]);
  assert.deepEqual([status, stdout, stderr], [
    2,
    "",
    'error: Cannot use the shell "tcsh": expected bash, zsh, fish or powershell\n',
  ]);
});
