import { WahError } from "../../errors.ts";
import { exchange } from "../../kafka/connection/exchange.ts";
import { derivedAdminUrl } from "../../redpanda/admin_url.ts";
import { readAdminTime } from "../../redpanda/admin_time.ts";
import { describeQuorum } from "../../wire/messages/55_describe_quorum.ts";
import type { Examination } from "../examination.ts";
import type { Fault } from "../fault.ts";
import { softwareOf } from "../software.ts";
import { faulty, type Finding, ok, skipped } from "../step.ts";

/** Tokens, certificates and searches by time tolerate a difference of about this much. */
const toleranceMs = 60_000;
/** The address may be a guess, so the wait is short. */
const adminTimeoutMs = 2_000;
/** KIP-836 adds the time of the leader. */
const timesSince = 1;
/** The topic of the quorum, and its only partition. */
const quorumTopic = {
  topicName: "__cluster_metadata",
  partitions: [{ partitionIndex: 0 }],
};

/** The time of another machine, and when it was taken. */
export interface ClockReading {
  /** Milliseconds since the Unix epoch on the other machine. */
  readonly theirMs: number;
  /** When wah asked, on its own clock. */
  readonly askedMs: number;
  /** When the answer arrived. */
  readonly answeredMs: number;
  /** The other machine, for example `the controller`. */
  readonly whose: string;
}

/**
 * Compares the clock of this machine with that of the controller, which brokers with KRaft report,
 * or of Redpanda's admin API. Without a write, the Kafka protocol has no other way to learn the
 * time.
 */
export async function checkClocks(examination: Examination): Promise<Finding[]> {
  if (examination.cluster === null) return [skipped("an earlier step failed")];
  const reading = await readController(examination) ?? await readAdminApi(examination);
  examination.hasComparedClocks = reading !== null;
  return [
    reading === null
      ? skipped("not checked: the time of the brokers is not available without a write")
      : compareClocks(reading),
  ];
}

/** Compares two clocks. The time that the answer took is an error of the measurement. */
export function compareClocks({ theirMs, askedMs, answeredMs, whose }: ClockReading): Finding {
  const differenceMs = theirMs < askedMs
    ? theirMs - askedMs
    : theirMs > answeredMs
    ? theirMs - answeredMs
    : 0;
  const data = { difference_ms: differenceMs };
  if (Math.abs(differenceMs) > toleranceMs) return faulty(null, clockFault(whose, differenceMs));
  if (Math.abs(differenceMs) < 1000) return ok(null, `${whose} has the same time`, data);
  return ok(null, `the clock of ${whose} is ${offset(differenceMs)} that of this machine`, data);
}

function clockFault(whose: string, differenceMs: number): Fault {
  return {
    code: "clock",
    message: `Cannot rely on times: the clock of ${whose} is ${offset(differenceMs)} that of ` +
      "this machine",
    isUnreachable: false,
  };
}

/** A difference of clocks, for example `2 h 5 min ahead of`. */
function offset(differenceMs: number): string {
  const seconds = Math.round(Math.abs(differenceMs) / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const amount = hours > 0
    ? `${hours} h ${minutes} min`
    : minutes > 0
    ? `${minutes} min ${seconds % 60} s`
    : `${seconds} s`;
  return `${amount} ${differenceMs > 0 ? "ahead of" : "behind"}`;
}

async function readController(
  { usable, registry, wait, nowMs }: Examination,
): Promise<ClockReading | null> {
  for (const { address } of usable) {
    try {
      const connection = await registry.get(address, "main", wait.signal);
      const limits = { ...wait, minVersion: timesSince };
      const askedMs = nowMs();
      const answer = await exchange(connection, describeQuorum, { topics: [quorumTopic] }, limits);
      const answeredMs = nowMs();
      const partition = answer.topics[0]?.partitions[0];
      const leader = partition?.currentVoters.find(({ replicaId }) =>
        replicaId === partition.leaderId
      );
      const theirMs = Number(leader?.lastFetchTimestamp ?? -1n);
      if (theirMs > 0) return { theirMs, askedMs, answeredMs, whose: "the controller" };
    } catch (error) {
      // Other brokers do not have this API, and a user may lack the right to use it.
      if (!(error instanceof WahError) || error.kind === "interrupted") throw error;
    }
  }
  return null;
}

async function readAdminApi(examination: Examination): Promise<ClockReading | null> {
  const { adminUrls, cluster, config, nowMs, signal, usable } = examination;
  const isRedpanda = softwareOf(new Map(), cluster?.clusterId ?? null) === "Redpanda";
  const guesses = isRedpanda
    ? usable.map(({ address: { host } }) =>
      derivedAdminUrl(host, { tls: config.tls !== undefined })
    )
    : [];
  for (const url of adminUrls ?? guesses) {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(adminTimeoutMs)]);
    try {
      const askedMs = nowMs();
      const theirMs = await readAdminTime(url, limited);
      const whose = "Redpanda's admin API";
      if (theirMs !== null) return { theirMs, askedMs, answeredMs: nowMs(), whose };
    } catch (error) {
      signal.throwIfAborted();
      if (!limited.aborted) throw error;
    }
  }
  return null;
}
