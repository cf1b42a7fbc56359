/**
 * The embedded broker in a separate thread, so that the sanitizers of a test see only the sockets
 * and timers of the test.
 */
/// <reference lib="deno.worker" />
import { startBroker } from "../../../lib/broker/broker.ts";
import type { WorkerAnswer, WorkerOrder } from "./embedded_broker.ts";

const lines: string[] = [];

async function start(order: Extract<WorkerOrder, { kind: "start" }>): Promise<void> {
  const broker = await startBroker({
    dataDirectory: order.dataDirectory,
    host: "127.0.0.1",
    port: 0,
    settings: Object.entries(order.settings),
    strict: order.strict,
    log: (line) => void lines.push(line),
  });
  self.onmessage = async (): Promise<void> => {
    await broker[Symbol.asyncDispose]();
    answer({ kind: "stopped", lines });
  };
  answer({ kind: "ready", port: broker.port });
}

function answer(message: WorkerAnswer): void {
  self.postMessage(message);
}

self.onmessage = ({ data }: MessageEvent<WorkerOrder>): void => {
  if (data.kind !== "start") return;
  start(data).catch((error) => answer({ kind: "failed", message: String(error) }));
};
