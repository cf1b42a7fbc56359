import assert from "node:assert/strict";
import { ownCommand } from "../../../../commands/_shared/broker/own_command.ts";
import { cliCommand } from "../../../support/cli/cli_process.ts";

const deno = { program: "/usr/bin/deno", isCompiled: false };
const source = "file:///src/wah/main.ts";

/** Returns the arguments after the program, without the list of variables. */
function flagsOf([, ...words]: readonly string[]): string[] {
  return words.filter((word) => !word.startsWith("--allow-env="));
}

Deno.test("ownCommand() runs a compiled binary again", () => {
  const installation = { program: "/usr/bin/wah", isCompiled: true };
  assert.deepEqual(
    ownCommand(["dev", "--background"], "/data", "file:///tmp/unpacked/main.ts", installation),
    ["/usr/bin/wah", "dev", "--background"],
  );
});

Deno.test("ownCommand() runs the sources with Deno, which can write only the data", () => {
  const words = ownCommand(["dev", "--background"], "/data", source, deno);
  assert.equal(words[0], "/usr/bin/deno");
  assert.deepEqual(flagsOf(words), [
    "run",
    "--quiet",
    "--no-prompt",
    "--allow-net",
    "--allow-read=/src/wah/,/data",
    "--allow-write=/data",
    "--cached-only",
    "--config=/src/wah/deno.json",
    "--unstable-npm-lazy-caching",
    "/src/wah/main.ts",
    "dev",
    "--background",
  ]);
});

Deno.test("ownCommand() runs a bundle without the settings of a folder above it", () => {
  const words = ownCommand(["dev"], "/data", "file:///lib/node_modules/wah/lib/main.js", deno);
  assert.deepEqual(flagsOf(words), [
    "run",
    "--quiet",
    "--no-prompt",
    "--allow-net",
    "--allow-read=/lib/node_modules/wah/lib/,/data",
    "--allow-write=/data",
    "--cached-only",
    "--no-config",
    "--no-lock",
    "/lib/node_modules/wah/lib/main.js",
    "dev",
  ]);
});

Deno.test("ownCommand() decodes the path of a folder with a space", () => {
  const words = ownCommand([], "/data", "file:///my%20tools/wah/main.ts", deno);
  assert.equal(words.at(-1), "/my tools/wah/main.ts");
  assert.ok(words.includes("--config=/my tools/wah/deno.json"));
});

Deno.test("ownCommand() permits the same variables as the wah task", () => {
  const variables = (words: readonly string[]): string | undefined =>
    words.find((word) => word.startsWith("--allow-env="));
  assert.equal(variables(ownCommand([], "/data", source)), variables(cliCommand([])));
});

Deno.test("ownCommand() runs the Deno that runs this program", () => {
  assert.equal(ownCommand(["dev"], "/data", source)[0], Deno.execPath());
});

Deno.test("ownCommand() permits every path if one contains a comma", () => {
  const words = ownCommand(["dev"], "/data,or/not", source);
  assert.ok(words.includes("--allow-read"));
  assert.ok(words.includes("--allow-write"));
});
