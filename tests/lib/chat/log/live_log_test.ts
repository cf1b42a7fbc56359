import assert from "node:assert/strict";
import { LiveLog } from "../../../../lib/chat/log/live_log.ts";
import type { RawRecord } from "../../../../lib/chat/message/message.ts";
import { textOf } from "../../../../lib/wire/bytes.ts";
import { batchOf, scriptedTopic, type TopicScript } from "../../../support/peers/scripted_topic.ts";

/** Follows the scripted topic from offset 0 until it reports `until`; returns all reports. */
async function follow(
  script: TopicScript,
  until: string,
  topicId: string | null = null,
): Promise<string[]> {
  await using scripted = await scriptedTopic(script);
  const reports: string[] = [];
  const over = new AbortController();
  const report = (line: string): void => {
    reports.push(line);
    if (line === until) over.abort();
  };
  const next = new Map([[0, 0n]]);
  const newPartitions = { everyMs: 1 };
  const options = { topic: "t", topicId, next, newPartitions, signal: over.signal };
  const log = new LiveLog(scripted.client, options, {
    records: (records) => Promise.resolve(report(textsOf(records))),
    disconnected: () => report("disconnected"),
    reconnected: (missed, further) =>
      Promise.resolve(report(`reconnected ${textsOf(missed)}+${further}`)),
    recreated: () => report("recreated"),
    notice: (text) => report(text),
  });
  await assert.rejects(log.run(), { name: "AbortError" });
  return reports;
}

function textsOf(records: readonly RawRecord[]): string {
  return records.map(({ offset, value }) => `${offset}${textOf(value!)}`).join(" ");
}

/** A log that grows during an outage: `a`, the outage, then `bcd` in one batch, and `e`. */
function outage(whole: string, end: bigint): TopicScript {
  let failures = 0;
  return {
    log: () => ({ start: 0n, end }),
    fetch: ({ offset }) => {
      if (offset === 0n) return { records: batchOf(0n, "a") };
      if (failures < 3) {
        failures += 1;
        return "close";
      }
      if (offset <= 3n) return { records: batchOf(1n, whole) };
      if (offset === 4n) return { records: batchOf(4n, "e") };
      return {};
    },
  };
}

Deno.test("LiveLog reports missed records together, once, before newer records", async () => {
  assert.deepEqual(await follow(outage("bcd", 4n), "4e"), [
    "0a",
    "disconnected",
    "reconnected 1b 2c 3d+0",
    "4e",
  ]);
});

Deno.test("LiveLog reports as missed only records before the reconnection", async () => {
  assert.deepEqual(await follow(outage("bcd", 3n), "4e"), [
    "0a",
    "disconnected",
    "reconnected 1b 2c+0",
    "3d",
    "4e",
  ]);
});

Deno.test("LiveLog reports a reconnection without missed records", async () => {
  assert.deepEqual(await follow(outage("bcd", 1n), "4e"), [
    "0a",
    "disconnected",
    "reconnected +0",
    "1b 2c 3d",
    "4e",
  ]);
});

Deno.test("LiveLog only counts missed records if there are too many", async () => {
  assert.deepEqual(await follow(outage("bcd", 20_001n), "4e"), [
    "0a",
    "disconnected",
    "reconnected +20000",
    "1b 2c 3d",
    "4e",
  ]);
});

Deno.test("LiveLog reports records that cannot be shown", async () => {
  const broken = batchOf(1n, "b");
  broken[broken.length - 1]! ^= 1;
  const script: TopicScript = {
    fetch: ({ offset }) => {
      if (offset === 0n) return { records: batchOf(0n, "a") };
      return { records: offset === 1n ? broken : batchOf(2n, "c") };
    },
  };
  const [first, skipped, ...others] = await follow(script, "2c");
  assert.deepEqual([first, ...others], ["0a", "2c"]);
  assert.match(skipped!, /^cannot show record 0\/1: CRC 0x/);
});

Deno.test("LiveLog loses and repeats no records around an unreadable one", async () => {
  const broken = batchOf(2n, "c");
  broken[broken.length - 1]! ^= 1;
  let failures = 0;
  const script: TopicScript = {
    log: () => ({ start: 0n, end: 4n }),
    fetch: ({ offset }) => {
      if (offset === 0n) return { records: batchOf(0n, "a") };
      if (failures < 3) {
        failures += 1;
        return "close";
      }
      if (offset === 1n) return { records: batchOf(1n, "b") };
      if (offset === 2n) return { records: broken };
      return { records: offset === 3n ? batchOf(3n, "d") : batchOf(4n, "e") };
    },
  };
  const reports = await follow(script, "4e");
  const isSkip = (line: string): boolean => /^cannot show record 0\/2/.test(line);
  assert.equal(reports.filter(isSkip).length, 1);
  assert.deepEqual(reports.filter((line) => !isSkip(line)), [
    "0a",
    "disconnected",
    "reconnected 1b 3d+0",
    "4e",
  ]);
});

Deno.test("LiveLog reports once that a topic was recreated, and continues", async () => {
  const [older, newer] = ["1", "2"].map((digit) => `00000000-0000-0000-0000-00000000000${digit}`);
  let isNew = false;
  const script: TopicScript = {
    topic: () => ({ leader: 1, id: isNew ? newer! : older! }),
    log: () => ({ start: 0n, end: 1n }),
    fetch: ({ offset }) => {
      if (isNew) return offset === 0n ? { records: batchOf(0n, "n") } : {};
      if (offset === 0n) return { records: batchOf(0n, "a") };
      isNew = true;
      return { errorCode: 100 };
    },
  };
  assert.deepEqual(await follow(script, "0n", older), ["0a", "recreated", "0n"]);
});

Deno.test("LiveLog follows partitions that are added to a topic, across an outage", async () => {
  let partitions = 1;
  let failures = 0;
  const script: TopicScript = {
    partitions: () => partitions,
    log: () => ({ start: 0n, end: 1n }),
    fetch: ({ partition, offset }) => {
      if (partition === 0 && offset === 0n) {
        partitions = 2;
        return { records: batchOf(0n, "a") };
      }
      if (partition === 0) return {};
      if (failures === 0) {
        failures += 1;
        return "close";
      }
      return offset === 0n ? { records: batchOf(0n, "b") } : {};
    },
  };
  const reports = await follow(script, "reconnected 0b+0");
  assert.deepEqual(reports, ["0a", "disconnected", "reconnected 0b+0"]);
});

Deno.test("LiveLog throws an error of its host after an outage", async () => {
  let failures = 0;
  await using scripted = await scriptedTopic({
    log: () => ({ start: 0n, end: 0n }),
    fetch: () => failures++ < 3 ? "close" : {},
  });
  const { signal } = new AbortController();
  const options = { topic: "t", topicId: null, next: new Map([[0, 0n]]), signal };
  const log = new LiveLog(scripted.client, options, {
    records: () => Promise.resolve(),
    disconnected: () => {},
    reconnected: () => Promise.reject(new TypeError("a bug")),
    recreated: () => {},
    notice: () => {},
  });
  await assert.rejects(log.run(), { name: "TypeError", message: "a bug" });
});
