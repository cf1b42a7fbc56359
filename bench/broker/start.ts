/**
 * Measures the time from the start of the process to the first response, with new and with existing
 * data, and the memory of an idle broker, for the embedded broker and Apache Kafka. Prints medians
 * of several alternating runs. Formatting Kafka's data is not counted.
 *
 * WAH_TEST_KAFKA_JARS=DIR deno run -A bench/broker/start.ts [--runs 7] [--wah PROGRAM]
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { apiVersions } from "../../lib/wire/messages/18_api_versions.ts";
import { cliCommand } from "../../tests/support/cli/cli_process.ts";
import { stockJvm } from "../../tests/support/kafka/java.ts";
import { startKafka } from "../../tests/support/kafka/kafka.ts";
import { freePorts } from "../../tests/support/peers/ports.ts";
import { RawConnection } from "../../tests/support/brokers/raw_connection.ts";
import { median } from "../median.ts";

const idleMs = 3000;
const retryMs = 2;

/** One start: milliseconds to the first answer, and mebibytes some seconds later. */
interface Start {
  readonly readyMs: number;
  readonly idleMebibytes: number;
}

const { values: options } = parseArgs({
  options: { runs: { type: "string", default: "7" }, wah: { type: "string" } },
});

/** Resolves once a broker at `port` responds to ApiVersions. */
async function firstAnswer(port: number): Promise<void> {
  while (true) {
    try {
      await using connection = await RawConnection.connect(port);
      await connection.ask(apiVersions, 0, {});
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}

async function residentMebibytes(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1]) / 1024;
}

async function idleSize(pid: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, idleMs));
  return await residentMebibytes(pid);
}

async function startWah(data: string): Promise<Start> {
  const [port] = freePorts(1);
  const argv = ["dev", "--data", data, "--listen", `127.0.0.1:${port}`];
  const [program, ...args] = options.wah === undefined ? cliCommand(argv) : [options.wah, ...argv];
  const before = performance.now();
  const child = new Deno.Command(program, {
    args,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  await firstAnswer(port!);
  const readyMs = performance.now() - before;
  const idleMebibytes = await idleSize(child.pid);
  child.kill("SIGTERM");
  await child.status;
  return { readyMs, idleMebibytes };
}

const folder = await Deno.makeTempDir({ prefix: "wah-bench-" });
const starts = new Map<string, Start[]>();
const note = (name: string, start: Start): void => {
  starts.set(name, [...starts.get(name) ?? [], start]);
};
{
  await using kafka = await startKafka({ jvm: stockJvm });
  await startWah(join(folder, "warm-up"));
  for (let run = 0; run < Number(options.runs); run++) {
    const data = join(folder, `${run}`);
    note("wah, fresh data", await startWah(data));
    note("wah, data there", await startWah(data));
    await kafka.stop(1);
    const before = performance.now();
    const [, port] = kafka.address(1).split(":");
    const ready = firstAnswer(Number(port)).then(() => performance.now() - before);
    await kafka.start(1);
    note("kafka, data there", {
      readyMs: await ready,
      idleMebibytes: await idleSize(kafka.pid(1)),
    });
  }
}
await Deno.remove(folder, { recursive: true });

const base = median(starts.get("kafka, data there")!.map(({ readyMs }) => readyMs));
for (const [name, found] of starts) {
  const readyMs = median(found.map((start) => start.readyMs));
  const idle = median(found.map((start) => start.idleMebibytes));
  // deno-lint-ignore no-console -- a measurement prints its result
  console.log(
    `${name.padEnd(18)} ${readyMs.toFixed(0).padStart(5)} ms to the first answer  ` +
      `x ${(readyMs / base).toFixed(3)}  ${idle.toFixed(0).padStart(4)} MiB idle`,
  );
}
