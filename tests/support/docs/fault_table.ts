import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { CliResult } from "../cli/cli.ts";

const page = fileURLToPath(new URL("../../../docs/troubleshooting.md", import.meta.url));
const start = "<!-- faults: written by deno task docs:faults -->";
const end = "<!-- end of faults -->";

/** What can be wrong, in the order of the table. Each has a test that causes it. */
export const problems = [
  "an address is invalid",
  "the CA that you trust has expired",
  "the host name does not exist",
  "nothing listens at the port",
  "the port belongs to a web server",
  "the port belongs to another program",
  "the broker's process is frozen",
  "TLS is on, and the port is plaintext",
  "TLS is off, and the port expects TLS",
  "the broker's certificate is self-signed",
  "the broker's certificate is of an unknown CA",
  "the broker's certificate has expired",
  "the CA's certificate has expired",
  "the broker's certificate is for another host",
  "the broker requires a client certificate",
  "the port requires a login",
  "the port accepts no logins",
  "the password is wrong",
  "the broker does not offer the login mechanism",
  "the brokers belong to two clusters",
  "the broker advertises a name that does not exist here",
  "nothing listens at the address that the broker advertises",
  "the broker advertises the address of another cluster",
  "two brokers advertise the same address",
  "one of three brokers is down",
  "the cluster has no controller",
  "the clock of this machine is two hours off",
  "the network wants a proxy",
] as const;

/** One of {@link problems}. */
export type Problem = typeof problems[number];

type Row = readonly [problem: string, error: string, hint: string];

/**
 * Checks that docs/troubleshooting.md says what wah says: the error and the hint on its stderr.
 * With WAH_UPDATE_DOCS in the environment it writes the row instead.
 */
export async function checkFaultRow(problem: Problem, { stderr }: CliResult): Promise<void> {
  const [, error, hint] = /^error: (.*)\nhint: (.*)\n$/.exec(stderr) ?? [];
  assert.ok(error !== undefined && hint !== undefined, stderr);
  const row: Row = [problem, general(error), general(hint)];
  const rows = await readFaultRows();
  const known = rows.find(([name]) => name === problem);
  if (Deno.env.get("WAH_UPDATE_DOCS")) await writeRows([...rows.filter((r) => r !== known), row]);
  else assert.deepEqual(known, row, "Run deno task docs:faults");
}

/** The rows of the page's table. */
export async function readFaultRows(): Promise<Row[]> {
  const [, table] = parts(await Deno.readTextFile(page));
  return table.trim().split("\n").slice(2).map((line) => {
    const cells = line.split("|").slice(1, -1).map((cell) => cell.trim());
    return [cells[0] ?? "", cells[1] ?? "", cells[2] ?? ""];
  });
}

/** What differs from run to run, as the page names it. */
function general(text: string): string {
  return text
    .replaceAll(/127\.0\.0\.1:\d+/g, "HOST:PORT")
    .replaceAll(/"[\w-]{22}"|"scripted-?\w*"/g, '"ID"')
    .replaceAll(/(?<=")\/[^"]+\/(?=[^/"]+")/g, "")
    .replaceAll("|", "\\|");
}

async function writeRows(rows: readonly Row[]): Promise<void> {
  const [before, , after] = parts(await Deno.readTextFile(page));
  const order = (name: string): number => (problems as readonly string[]).indexOf(name);
  const sorted = rows.filter(([name]) => order(name) >= 0)
    .toSorted(([one], [other]) => order(one) - order(other));
  const lines = [["what is wrong", "the error", "the hint"], ["---", "---", "---"], ...sorted]
    .map((cells) => `| ${cells.join(" | ")} |\n`);
  await Deno.writeTextFile(page, `${before}\n\n${lines.join("")}\n${after}`);
}

/** The page up to the table, the table, and the rest. */
function parts(text: string): [string, string, string] {
  const [from, to] = [text.indexOf(start) + start.length, text.indexOf(end)];
  assert.ok(from >= start.length && to > from, "docs/troubleshooting.md has no table of faults");
  return [text.slice(0, from), text.slice(from, to), text.slice(to)];
}
