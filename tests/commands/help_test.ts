import assert from "node:assert/strict";
import { helpTopicNames } from "../../commands/help/_topics.ts";
import { helpPages } from "../../commands/help/_pages.ts";
import { exitCodes } from "../../commands/help/_exit_codes.ts";
import { runCli } from "../support/cli/cli.ts";

function page(name: string): string {
  return Deno.readTextFileSync(new URL(`../../docs/${name}`, import.meta.url));
}

/** A page of the docs as plain text: without the marks of code and of tables. */
function plain(name: string): string {
  return page(name).replaceAll(/`|\\(?=\|)/g, "").replaceAll(/\s+/g, " ");
}

for (const name of helpTopicNames) {
  Deno.test(`wah help ${name} prints a page`, async () => {
    const { status, stdout, stderr } = await runCli(["help", name]);
    assert.deepEqual([status, stderr], [0, ""]);
    assert.match(stdout, /^[A-Z][^\n]+\.\n\n/);
    for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
  });
}

Deno.test("wah help lists the pages that exist", () => {
  assert.deepEqual(helpPages.map(({ name }) => name), helpTopicNames);
});

Deno.test("wah help COMMAND prints what wah COMMAND --help prints", async () => {
  for (const command of ["consume", "topic", "topic create", "group seek", "help"]) {
    const words = command.split(" ");
    const help = await runCli(["help", ...words]);
    assert.equal(help.status, 0, help.stderr);
    assert.equal(help.stdout, (await runCli([...words, "--help"])).stdout);
  }
  assert.equal((await runCli(["help"])).stdout, (await runCli(["--help"])).stdout);
});

Deno.test("wah help names a command or page that resembles a wrong name", async () => {
  const wrong: readonly (readonly [line: string, hint: string])[] = [
    ["ofsets", "Did you mean wah help offsets?"],
    ["topic creat", "Did you mean wah help topic create?"],
    ["nonsense", "See wah --help"],
    ["topic nonsense", "See wah topic --help"],
  ];
  for (const [line, hint] of wrong) {
    const { status, stdout, stderr } = await runCli(["help", ...line.split(" ")]);
    const error = `error: Cannot show help for "${line}": there is no such command`;
    assert.deepEqual([status, stdout, stderr], [2, "", `${error}\nhint: ${hint}\n`]);
  }
});

Deno.test("docs/exit-codes.md lists the exit codes of wah help exit-codes", () => {
  const rows = [...page("exit-codes.md").matchAll(/^\| (\d+) +\| (.*?) +\|$/gm)]
    .map(([, code, meaning = ""]) => ({
      code: Number(code),
      meaning: meaning.replaceAll(/`|\\(?=\|)/g, ""),
    }));
  assert.deepEqual(rows, exitCodes);
});

Deno.test("docs/settings.md describes the variables of wah help settings", () => {
  const settings = plain("settings.md");
  const names = helpPages.find(({ name }) => name === "settings")!.sections
    .flatMap(({ rows = [] }) =>
      rows.flatMap((row) => row.join(" ").match(/\b[A-Z]{2,}(_[A-Z]+)*\b/g))
    )
    .filter((name) => name !== null && name.includes("_"));
  assert.ok(names.length > 30);
  assert.deepEqual(names.filter((name) => !settings.includes(name!)), []);
});

for (const name of ["offsets", "formats"]) {
  Deno.test(`docs/consume.md describes the forms of wah help ${name}`, () => {
    const consume = plain("consume.md");
    const forms = helpPages.find((page) => page.name === name)!.sections
      .filter(({ title }) => title !== "Examples" && title !== "Times")
      .flatMap(({ rows = [] }) => rows.flatMap(([term]) => term.split(/,? +/)))
      .filter((form) => /^[-+%@:A-Z]/.test(form));
    assert.ok(forms.length > 10);
    // A bar separates the columns of a table, also within code.
    const isDescribed = (form: string): boolean =>
      form === "%|" || consume.includes(form) || consume.includes(form.slice("%v".length));
    assert.deepEqual(forms.filter((form) => !isDescribed(form)), []);
  });

  Deno.test(`wah consume --help names only forms of wah help ${name}`, async () => {
    const { stdout } = await runCli(["consume", "--help"]);
    const details = stdout.slice(stdout.indexOf("Formats:"), stdout.indexOf("Global flags:"));
    const pages = (await Promise.all(helpTopicNames.map((each) => runCli(["help", each]))))
      .map((page) => page.stdout).join("").replaceAll(/\s+/g, " ");
    const verbs = details.match(/%[a-zA-Z[\]|](?:\{[a-z0-9]+\})?/g) ?? [];
    assert.ok(verbs.length > 15);
    const known = /^%[a-zA-Z]\{(base64|hex|big64)\}$/;
    assert.deepEqual(verbs.filter((verb) => !pages.includes(verb) && !known.test(verb)), []);
  });
}
