import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { broker } from "../../support/brokers/broker.ts";
import { runProcess } from "../../support/cli/process.ts";

/** The warning that kafkajs causes each time it sets a timer with a negative delay. */
const timerWarning = /^\(node:\d+\) TimeoutNegativeWarning: .*\n.*\n/gm;

/**
 * Runs a script of this folder in a separate process, because npm clients leave timers behind.
 * Returns the steps that it prints with their results; the topic's name is replaced by TOPIC.
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
