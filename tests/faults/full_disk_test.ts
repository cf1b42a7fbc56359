import assert from "node:assert/strict";
import { join } from "node:path";
import { DevProcess } from "../support/broker_faults/dev_process.ts";
import { RetryingProducer } from "../support/broker_faults/retrying_producer.ts";
import { readAll } from "../support/broker_faults/requests.ts";
import { runProcess } from "../support/cli/process.ts";
import { RawConnection } from "../support/brokers/raw_connection.ts";

const name = { topic: "t", partition: 0 };
const mostTries = 1000;

/**
 * Mounts a small disk on the first argument, fills part of it, and executes the other arguments.
 */
const onSmallDisk =
  'mount -t tmpfs -o size=3m tmpfs "$1" && head -c 1000000 /dev/zero >"$1/filler"' +
  ' && shift && exec "$@"';

/** Whether this system allows mounting a disk that only one process sees. */
function canMount(): boolean {
  try {
    const probe = new Deno.Command("unshare", {
      args: ["-rm", "mount", "-t", "tmpfs", "tmpfs", "/tmp"],
      stdout: "null",
      stderr: "null",
    });
    return probe.outputSync().success;
  } catch {
    return false;
  }
}

Deno.test(
  "the embedded broker rejects records while its disk is full, and accepts them afterwards",
  {
    ignore: Deno.build.os !== "linux" || !canMount(),
  },
  async () => {
    const folder = await Deno.makeTempDir({ prefix: "wah-full-" });
    try {
      const under = ["unshare", "-rm", "sh", "-c", onSmallDisk, "sh", folder];
      await using broker = await DevProcess.start({
        data: join(folder, "data"),
        args: ["--topic", "t"],
        under,
      });
      await using connection = await RawConnection.connect(broker.port);
      const producer = await RetryingProducer.open(connection, name);
      const refused = await producer.sendUntil(({ errorCode }) => errorCode !== 0, mostTries);
      assert.equal(refused.errorCode, 56);
      assert.match(refused.errorMessage!, /disk is full/);
      assert.match(await broker.logged("disk is full"), /Cannot write "[^"]+broker\.db": /);
      const values = async (): Promise<string[]> =>
        (await readAll(connection, name)).map(({ value }) => value);
      assert.deepEqual(await values(), producer.written);

      // A separate program, because Deno needs all permissions to read /proc.
      const filler = `/proc/${broker.pid}/root${folder}/filler`;
      assert.equal((await runProcess("rm", [filler])).status, 0);
      const accepted = await producer.send();
      assert.equal(accepted.baseOffset, BigInt(producer.written.length - 1));
      await broker.logged("works again");
      assert.deepEqual(await values(), producer.written);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
