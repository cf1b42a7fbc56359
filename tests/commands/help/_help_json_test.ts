import assert from "node:assert/strict";
import type { HelpDocument } from "../../../commands/help/_help_json.ts";
import { runCli } from "../../support/cli/cli.ts";

async function documentOf(argv: readonly string[]): Promise<HelpDocument> {
  const { status, stdout, stderr } = await runCli([...argv, "--help-json"]);
  assert.deepEqual([status, stderr], [0, ""]);
  return JSON.parse(stdout);
}

Deno.test("--help-json lists every command that help shows", async () => {
  const { version, commands, pages } = await documentOf([]);
  assert.equal(version, 1);
  const names = commands.map(({ name }) => name);
  assert.equal(names[0], "wah");
  assert.deepEqual(
    commands.flatMap(({ subcommands }) => subcommands).toSorted(),
    names.slice(1)
      .toSorted(),
  );
  for (const { name, subcommands } of commands) {
    const help = await runCli([...name.split(" ").slice(1), "--help"]);
    assert.equal(help.status, 0, name);
    for (const below of subcommands) {
      assert.ok(help.stdout.includes(`\n  ${below.slice(name.length + 1)} `), below);
    }
  }
  assert.ok(!names.includes("wah complete"), "a hidden command is listed");
  assert.deepEqual(pages.map(({ name }) => name), ["offsets", "formats", "settings", "exit-codes"]);
});

Deno.test("--help-json lists every flag and argument that help shows", async () => {
  const { commands, global_flags: globals, exit_codes: codes } = await documentOf([]);
  for (const { name, flags, arguments: args } of commands) {
    const { stdout } = await runCli([...name.split(" ").slice(1), "--help"], { columns: 400 });
    const shown = [...stdout.matchAll(/^ {2}(?:-\w, | {4})(--[a-z-]+)/gm)].map(([, flag]) => flag);
    // Only the help of wah itself shows the flags for TLS and logins.
    const known = name === "wah" ? [...flags, ...globals] : flags;
    const wanted = known.map((flag) => flag.name);
    assert.deepEqual(shown.slice(0, wanted.length), wanted, name);
    for (const arg of args) assert.ok(stdout.includes(`\n  ${arg.name}`), `${name} ${arg.name}`);
  }
  assert.ok(codes.some(({ code }) => code === 130));
});

Deno.test("COMMAND --help-json describes that command and those below it", async () => {
  const { commands } = await documentOf(["topic"]);
  assert.equal(commands[0]!.name, "wah topic");
  assert.ok(commands.length > 5 && commands.every(({ name }) => name.startsWith("wah topic")));
  const [trim] = (await documentOf(["topic", "list"])).commands;
  const output = trim!.flags.find(({ name }) => name === "--output");
  assert.deepEqual(output, {
    name: "--output",
    alias: "-o",
    brief: "output format",
    value: "text|json|jsonl|yaml",
    value_optional: false,
    choices: ["text", "json", "jsonl", "yaml"],
    default: "text",
    repeatable: false,
    conflicts: [],
    completes: null,
  });
  assert.equal(trim!.arguments[0]!.completes, "topic");
});
