import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { broker } from "../../support/brokers/broker.ts";
import { runProcess } from "../../support/cli/process.ts";

/** What kafkajs provokes each time it asks for a timer of less than no time at all. */
const timerWarning = /^\(node:\d+\) TimeoutNegativeWarning: .*\n.*\n/gm;

/**
 * Runs a script of this folder in a process of its own, since npm clients leave timers behind, and
 * returns the steps that it prints, each with what came of it; the topic's name stands as TOPIC.
 */
export async function runScript(path: string, topic: string): Promise<unknown[]> {
  const script = fileURLToPath(new URL(path, import.meta.url));
  const { status, stdout, stderr } = await runProcess(Deno.execPath(), [
    ...["run", "--quiet", "--no-prompt", "--frozen", "--allow-net", "--allow-read", "--allow-env"],
    ...[script, broker().brokers, topic],
  ]);
  assert.deepEqual({ status, stderr: stderr.replaceAll(timerWarning, "") }, {
    ...{ status: 0, stderr: "" },
  });
  const lines = stdout.replaceAll(topic, "TOPIC").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}
