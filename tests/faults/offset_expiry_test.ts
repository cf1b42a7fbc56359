import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DevProcess } from "../support/broker_faults/dev_process.ts";
import { commitOffset, committedOffsets } from "../support/broker_faults/requests.ts";
import { poll } from "../support/poll.ts";
import { RawConnection } from "../support/brokers/raw_connection.ts";

const weekMs = 7 * 24 * 3_600_000;
const settings = ["--set", "offsets.retention.check.interval.ms=20"];

function offsetsOf(group: string): { group: string; topic: string; partitions: number[] } {
  return { group, topic: "t", partitions: [0] };
}

Deno.test("the embedded broker deletes offsets after a week, also after a kill", async () => {
  const folder = await Deno.makeTempDir({ prefix: "wah-expiry-" });
  const data = join(folder, "data");
  try {
    {
      await using broker = await DevProcess.start({ data, args: ["--topic", "t"] });
      await using connection = await RawConnection.connect(broker.port);
      for (const group of ["old", "new"]) {
        assert.equal(await commitOffset(connection, offsetsOf(group), 5n), 0);
      }
      await broker.end("SIGTERM");
    }
    const database = new DatabaseSync(join(data, "broker.db"));
    database.prepare("update committed_offsets set committed_at = ? where group_id = 'old'")
      .run(Date.now() - weekMs);
    database.close();
    for (const end of ["SIGKILL", "SIGTERM"] as const) {
      await using broker = await DevProcess.start({ data, args: settings });
      await using connection = await RawConnection.connect(broker.port);
      await poll(async () => {
        const [offset] = await committedOffsets(connection, offsetsOf("old"));
        return offset === -1n ? offset : undefined;
      }, () => "the old offset is there still");
      assert.deepEqual(await committedOffsets(connection, offsetsOf("new")), [5n]);
      await broker.end(end);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
