import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { type CliResult, runCli } from "../../support/cli/cli.ts";

const { brokers } = broker();

/** Creates topics with unique names, each with so many partitions; disposing of it deletes them. */
export async function topics(
  partitions: readonly number[],
  at: string = brokers,
): Promise<AsyncDisposable & { readonly names: readonly string[] }> {
  const names = partitions.map(() => uniqueTopic("copy"));
  for (const [index, name] of names.entries()) {
    const created = await runCli(["topic", "create", name, "-p", `${partitions[index]}`], {
      brokers: at,
    });
    assert.equal(created.status, 0, created.stderr);
  }
  return {
    names,
    async [Symbol.asyncDispose](): Promise<void> {
      await runCli(["topic", "delete", "-y", "--if-exists", ...names], { brokers: at });
    },
  };
}

/** Runs `wah copy`. */
export async function copy(...argv: readonly string[]): Promise<CliResult> {
  return await runCli(["copy", ...argv], { brokers });
}

/** Writes lines of JSON to a topic, as `wah produce -f jsonl` reads them. */
export async function produce(topic: string, records: readonly object[]): Promise<void> {
  const stdin = records.map((record) => `${JSON.stringify(record)}\n`).join("");
  const written = await runCli(["produce", topic, "-f", "jsonl"], { brokers, stdin });
  assert.equal(written.status, 0, written.stderr);
}

/** All records of a topic in a layout, one per line, in the order of partition and offset. */
export async function consumed(
  topic: string,
  layout = "%p %k %v %h{%k=%v }%d\\n",
  at: string = brokers,
): Promise<string[]> {
  const range = ["-o", ":end", "-f", `%p{big32}%o{big64}${layout}`];
  const { status, stdoutBytes, stderr } = await runCli(["consume", topic, ...range], {
    brokers: at,
  });
  assert.equal(status, 0, stderr);
  return linesOf(stdoutBytes);
}

const prefixBytes = 12;
const newline = 10;

/** Splits at newlines, except in the prefix of partition and offset, by which it sorts. */
function linesOf(bytes: Uint8Array): string[] {
  const lines: { readonly place: string; readonly text: string }[] = [];
  for (let at = 0; at < bytes.byteLength;) {
    const end = bytes.indexOf(newline, at + prefixBytes);
    const place = bytes.subarray(at, at + prefixBytes).toHex();
    lines.push({ place, text: new TextDecoder().decode(bytes.subarray(at + prefixBytes, end)) });
    at = end + 1;
  }
  return lines.toSorted((a, b) => a.place < b.place ? -1 : 1).map(({ text }) => text);
}
