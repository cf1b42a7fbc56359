import assert from "node:assert/strict";
import { isPortTaken } from "../../lib/broker/background/port_taken.ts";
import { type ProcessOptions, type ProcessResult, runProcess } from "../support/cli/process.ts";

/** An installed wah: its command line, folder and environment. */
export interface InstalledWah {
  readonly command: readonly [string, ...string[]];
  readonly options: ProcessOptions;
}

/** Runs one command of an installed wah. */
export function runWah(wah: InstalledWah, argv: readonly string[]): Promise<ProcessResult> {
  const [program, ...args] = wah.command;
  return runProcess(program, [...args, ...argv], wah.options);
}

/**
 * Uses an installed wah: starts the default broker, chats, reads, resets, and stops the broker.
 * Fails if a step fails or prints something unexpected.
 */
export async function doMainJob(wah: InstalledWah): Promise<void> {
  assert.equal(await isPortTaken(9092), false, "Cannot test it: something listens on port 9092");
  const run = async (line: string): Promise<ProcessResult> => {
    const result = await runWah(wah, line.split(" "));
    assert.equal(result.status, 0, `wah ${line}: ${result.stderr}`);
    return result;
  };
  await using _stop = {
    [Symbol.asyncDispose]: async () => void await runWah(wah, ["dev", "stop"]),
  };
  const first = await run("chat send -u bob hello");
  assert.equal(first.stdout, "");
  assert.match(first.stderr, /^[^\n]*wah dev stop[^\n]*\n$/);
  assert.equal((await run("chat send -u bob -f protobuf again")).stderr, "");
  const log = await run("chat log");
  assert.match(log.stdout, /^0\/0 .* bob: hello\n0\/1 .* bob: again\n$/);
  const records = await run("consume chat-room -o :end -f jsonl");
  const [record] = records.stdout.split("\n").map((line) => line === "" ? null : JSON.parse(line));
  assert.deepEqual([record.key, record.value, record.offset], ["bob", "bob: hello", 0]);
  assert.match((await run("topic reset -y chat-room")).stdout, /^chat-room +OK /m);
  assert.equal((await run("consume chat-room -o :end -f jsonl")).stdout, "");
  const stopped = await run("dev stop");
  assert.match(stopped.stderr + stopped.stdout, /^Stopped the broker on localhost:9092/);
}
