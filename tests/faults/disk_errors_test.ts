import assert from "node:assert/strict";
import { join } from "node:path";
import { errorCodes } from "../../lib/wire/errors.ts";
import { DevProcess } from "../support/broker_faults/dev_process.ts";
import { RetryingProducer } from "../support/broker_faults/retrying_producer.ts";
import {
  appendTo,
  batchOf,
  commitOffset,
  committedOffsets,
  type ProduceAnswer,
  readAll,
} from "../support/broker_faults/requests.ts";
import { type Fault, underFault } from "../support/broker_faults/strace.ts";
import { RawConnection } from "../support/brokers/raw_connection.ts";

const name = { topic: "t", partition: 0 };
const offsets = { group: "g", topic: "t", partitions: [0] };
const mostTries = 200;
const linuxAlone = { ignore: Deno.build.os !== "linux" };

interface Life {
  readonly data: string;
  readonly broker: DevProcess;
  readonly connection: RawConnection;
  readonly producer: RetryingProducer;
}

/** Starts a broker whose write-ahead log fails in the given way some time later. */
async function withFault(
  fault: Omit<Fault, "path">,
  work: (life: Life) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "wah-disk-" });
  try {
    const data = join(folder, "data");
    const under = underFault({ ...fault, path: join(data, "broker.db-wal") });
    await using broker = await DevProcess.start({ data, args: ["--topic", "t"], under });
    await using connection = await RawConnection.connect(broker.port);
    const producer = await RetryingProducer.open(connection, name);
    await work({ data, broker, connection, producer });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function failed({ errorCode }: ProduceAnswer): boolean {
  return errorCode !== 0;
}

async function valuesOf(connection: RawConnection): Promise<string[]> {
  return (await readAll(connection, name)).map(({ value }) => value);
}

/**
 * Checks that nothing is acknowledged, that readers see the earlier records, and that the error
 * names the disk.
 */
async function assertRefused(life: Life, answer: ProduceAnswer, found: string): Promise<void> {
  const { producer, connection, broker, data } = life;
  const { errorCode, errorMessage, baseOffset } = answer;
  assert.deepEqual({ errorCode, baseOffset }, { errorCode: 56, baseOffset: -1n });
  const message = `Cannot write "${join(data, "broker.db")}": ${found}`;
  assert.equal(errorMessage, message);
  await broker.logged(message);
  assert.ok(producer.written.length > 0);
  assert.deepEqual(await valuesOf(connection), producer.written);
}

for (const calls of [["fsync", "fdatasync"], ["pwrite64"]] as const) {
  const title = `the embedded broker writes nothing more after EIO of ${calls[0]}`;
  Deno.test(title, linuxAlone, async () => {
    const first = calls[0] === "pwrite64" ? 80 : 20;
    await withFault({ calls, error: "EIO", first }, async (life) => {
      const { producer, connection, broker, data } = life;
      const found = "disk I/O error; nothing is accepted before a restart";
      await assertRefused(life, await producer.sendUntil(failed, mostTries), found);
      await assertRefused(life, await producer.send(), found);
      assert.equal(await commitOffset(connection, offsets, 5n), errorCodes.NOT_COORDINATOR);
      assert.deepEqual(await committedOffsets(connection, offsets), [-1n]);
      await broker.end("SIGTERM");

      await using restarted = await DevProcess.start({ data });
      await using again = await RawConnection.connect(restarted.port);
      // A record that was rejected may have reached the disk: an error promises nothing.
      const values = await valuesOf(again);
      assert.deepEqual(values.slice(0, producer.written.length), producer.written);
      assert.ok(values.length <= producer.written.length + 1);
      const answer = await (await RetryingProducer.open(again, name)).send();
      assert.equal(answer.baseOffset, BigInt(values.length));
    });
  });
}

Deno.test("the embedded broker continues once a full disk has room", linuxAlone, async () => {
  const fault = { calls: ["pwrite64"], error: "ENOSPC", first: 80, last: 90 } as const;
  await withFault(fault, async (life) => {
    const { producer, connection, broker, data } = life;
    const found = "database or disk is full";
    await assertRefused(life, await producer.sendUntil(failed, mostTries), found);
    assert.equal(await commitOffset(connection, offsets, 5n), errorCodes.NOT_COORDINATOR);
    assert.deepEqual(await committedOffsets(connection, offsets), [-1n]);
    const before = producer.written.length;
    const answer = await producer.sendUntil(({ errorCode }) => errorCode === 0, mostTries);
    assert.equal(answer.baseOffset, BigInt(before));
    await broker.logged(`Writing "${join(data, "broker.db")}" works again`);
    assert.equal(await commitOffset(connection, offsets, 7n), 0);
    assert.deepEqual(await valuesOf(connection), producer.written);
    await broker.end("SIGKILL");

    await using restarted = await DevProcess.start({ data });
    await using again = await RawConnection.connect(restarted.port);
    assert.deepEqual(await valuesOf(again), producer.written);
    assert.deepEqual(await committedOffsets(again, offsets), [7n]);
  });
});

Deno.test(
  "the embedded broker logs once that its file cannot be written",
  linuxAlone,
  async () => {
    const folder = await Deno.makeTempDir({ prefix: "wah-disk-" });
    try {
      const data = join(folder, "data");
      const path = join(data, "broker.db");
      // Its tables exist by then; the write-ahead log is another file.
      const under = underFault({ path, calls: ["pwrite64"], error: "EIO", first: 200 });
      const value = "x".repeat(900_000);
      const written = Array.from({ length: 60 }, (_, index) => `${index} ${value}`);
      {
        await using broker = await DevProcess.start({ data, args: ["--topic", "t"], under });
        await using connection = await RawConnection.connect(broker.port);
        for (const each of written) {
          assert.equal((await appendTo(connection, name, batchOf([each]))).errorCode, 0);
        }
        const message = `Cannot write "${path}": disk I/O error; nothing is lost, but`;
        await broker.logged(message);
        assert.equal(broker.log.split(message).length, 2, broker.log);
        assert.deepEqual(await valuesOf(connection), written);
        await broker.end("SIGTERM");
      }
      await using restarted = await DevProcess.start({ data });
      await using again = await RawConnection.connect(restarted.port);
      assert.deepEqual(await valuesOf(again), written);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
