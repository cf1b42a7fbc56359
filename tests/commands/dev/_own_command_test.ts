import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ownCommand } from "../../../commands/dev/_own_command.ts";
import { cliCommand } from "../../support/cli_process.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

Deno.test("ownCommand() runs a compiled binary once more", () => {
  const installation = { program: "/usr/bin/wah", isCompiled: true, root: "/tmp/unpacked/" };
  assert.deepEqual(
    ownCommand(["dev", "--background"], "/data", installation),
    ["/usr/bin/wah", "dev", "--background"],
  );
});

Deno.test("ownCommand() runs the sources with Deno, which may write only the data", () => {
  const installation = { program: "/usr/bin/deno", isCompiled: false, root: "/src/wah/" };
  const [program, ...words] = ownCommand(["dev", "--background"], "/data", installation);
  const isSetOfVariables = (word: string): boolean => word.startsWith("--allow-env=");
  assert.equal(program, "/usr/bin/deno");
  assert.deepEqual(words.filter((word) => !isSetOfVariables(word)), [
    "run",
    "--quiet",
    "--no-prompt",
    "--allow-net",
    "--allow-read=/src/wah/,/data",
    "--allow-write=/data",
    "--config=/src/wah/deno.json",
    "/src/wah/main.ts",
    "dev",
    "--background",
  ]);
});

Deno.test("ownCommand() may read the same variables as the wah task", () => {
  const variables = (words: readonly string[]): string | undefined =>
    words.find((word) => word.startsWith("--allow-env="));
  assert.equal(variables(ownCommand([], "/data")), variables(cliCommand([])));
});

Deno.test("ownCommand() knows where it runs", () => {
  const words = ownCommand(["dev"], "/data");
  assert.equal(words[0], Deno.execPath());
  assert.ok(words.includes(`${root}main.ts`));
});

Deno.test("ownCommand() permits all paths where one holds a comma, which would part it", () => {
  const words = ownCommand(["dev"], "/data,or/not");
  assert.ok(words.includes("--allow-read"));
  assert.ok(words.includes("--allow-write"));
});
