import type { BrokerFailure } from "../../lib/broker/background/broker_failure.ts";
import type { BrokerSighting } from "../../lib/broker/background/find_broker.ts";
import type { Context } from "../../lib/context.ts";
import { formatAddress } from "../../lib/text/format_address.ts";
import { visible } from "../../lib/text/visible.ts";
import { ExitStatus } from "../_shared/exit_status.ts";
import { dataDirectory } from "../_shared/broker/data_directory.ts";
import { withDataHints } from "../_shared/broker/data_hints.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { printItem } from "../_shared/print.ts";
import { memoryFlags, requireDisk } from "./_memory.ts";
import { dataFlags } from "../_shared/broker/dev_options.ts";

/** Time limit for the answer of the broker. */
const answerTimeoutMs = 5_000;

/** The output of `wah dev status`. */
interface StatusReport {
  readonly status: BrokerSighting["status"] | "silent";
  readonly address: string | null;
  readonly data: string;
  readonly pid: number | null;
  readonly startedAt: string | null;
  readonly version: string | null;
  /** Why the last broker stopped by itself; null if it did not. */
  readonly failure: BrokerFailure | null;
}

/** `wah dev status`. */
export const devStatusCommand = defineCommand({
  description: "Show whether a broker is running on this data. Exits with 0 if one is, 1 if not.",
  examples: [["wah dev status -o json", "for a script"]],
  flags: { ...dataFlags, ...memoryFlags, output: outputFlag },
  async run({ flags, context }): Promise<void> {
    requireDisk("status", flags);
    const { output } = flags;
    const directory = dataDirectory(flags.data, context);
    const report = await findStatus(directory, context);
    await printItem(context.stdout, output, report, () => text(report));
    if (report.status !== "running") throw new ExitStatus(1);
  },
});

async function findStatus(directory: string, { signal }: Context): Promise<StatusReport> {
  const { findBroker } =
    await (import("../../lib/broker/background/find_broker.ts" as string) as Promise<
      typeof import("../../lib/broker/background/find_broker.ts")
    >);
  const sighting = await withDataHints(() => findBroker(directory));
  if (sighting.status !== "running") {
    const { status } = sighting;
    const failure = (status === "stopped" && sighting.failure) || null;
    const unknown = { address: null, pid: null, startedAt: null, version: null };
    return { status, data: directory, ...unknown, failure };
  }
  const { pid, startedAt, version, ...address } = sighting.state;
  return {
    status: await answers(address, signal) ? "running" : "silent",
    address: formatAddress(address),
    data: directory,
    pid,
    startedAt,
    version,
    failure: null,
  };
}

/** Whether the broker answers a request. */
async function answers(
  address: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<boolean> {
  const { KafkaClient } = await (import("../../lib/kafka/client.ts" as string) as Promise<
    typeof import("../../lib/kafka/client.ts")
  >);
  const { UnreachableError } = await (import("../../lib/errors.ts" as string) as Promise<
    typeof import("../../lib/errors.ts")
  >);
  try {
    const config = { brokers: [address], connectTimeoutMs: answerTimeoutMs };
    await using _client = await KafkaClient.connect(config, { signal });
    return true;
  } catch (error) {
    if (error instanceof UnreachableError) return false;
    throw error;
  }
}

const words: Readonly<Record<StatusReport["status"], string>> = {
  running: "running",
  stopped: "stopped",
  busy: "starting or stopping",
  silent: "running, but does not answer",
};

function text(report: StatusReport): string {
  const rows: readonly (readonly [name: string, value: string | number | null])[] = [
    ["status", words[report.status]],
    ["address", report.address],
    ["data", report.data],
    ["process", report.pid],
    ["since", report.startedAt],
    ["reason", report.failure?.reason ?? null],
    ["at", report.failure?.failedAt ?? null],
  ];
  return rows.filter(([, value]) => value !== null)
    .map(([name, value]) => `${name.padEnd(7)}  ${visible(String(value))}\n`)
    .join("");
}
