import assert from "node:assert/strict";
import { join } from "node:path";
import { DevProcess } from "../support/broker_faults/dev_process.ts";
import { appendTo, batchOf } from "../support/broker_faults/requests.ts";
import { parseTrace, underTrace } from "../support/broker_faults/syscall_trace.ts";
import { RawConnection } from "../support/raw_connection.ts";

const linuxAlone = { ignore: Deno.build.os !== "linux" };

Deno.test("the embedded broker syncs its log before each acknowledgement", linuxAlone, async () => {
  const folder = await Deno.makeTempDir({ prefix: "wah-fsync-" });
  try {
    const data = join(folder, "data");
    const trace = join(folder, "trace");
    const records = 25;
    let port = 0;
    {
      await using broker = await DevProcess.start({
        data,
        args: ["--topic", "t"],
        under: underTrace(trace),
      });
      await using connection = await RawConnection.connect(broker.port);
      port = connection.localPort;
      for (let record = 0; record < records; record++) {
        const name = { topic: "t", partition: 0 };
        const answer = await appendTo(connection, name, batchOf([`record ${record}`]));
        assert.equal(answer.errorCode, 0);
      }
    }
    let syncs = 0;
    const syncsBefore: number[] = [];
    const database = join(data, "broker.db");
    for (const event of parseTrace(await Deno.readTextFile(trace), database)) {
      if (event.kind === "sync" && event.path === `${database}-wal`) syncs += 1;
      if (event.kind !== "send" || event.peerPort !== port) continue;
      syncsBefore.push(syncs);
      syncs = 0;
    }
    assert.equal(syncsBefore.length, records);
    assert.ok(syncsBefore.every((count) => count >= 1), `syncs before each: ${syncsBefore}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
