import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { DevProcess } from "../support/broker_faults/dev_process.ts";
import { appendTo, batchOf } from "../support/broker_faults/requests.ts";
import { parseTrace, underTrace } from "../support/broker_faults/syscall_trace.ts";
import { RawConnection } from "../support/brokers/raw_connection.ts";

const linuxAlone = { ignore: Deno.build.os !== "linux" };
const records = 25;

/** The calls of a broker that accepted records one by one, from its start. */
interface Observed {
  readonly database: string;
  readonly trace: string;
  /** The port of the client that received the acknowledgements. */
  readonly port: number;
}

/** Traces a broker on a directory that it creates together with the parent directory. */
async function observe(look: (observed: Observed) => void): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "wah-fsync-" });
  try {
    const data = join(folder, "new", "data");
    const trace = join(folder, "trace");
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
    look({ database: join(data, "broker.db"), trace: await Deno.readTextFile(trace), port });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the embedded broker syncs its log before each acknowledgement", linuxAlone, async () => {
  await observe(({ database, trace, port }) => {
    let syncs = 0;
    const syncsBefore: number[] = [];
    for (const event of parseTrace(trace, database)) {
      if (event.kind === "sync" && event.path === `${database}-wal`) syncs += 1;
      if (event.kind !== "send" || event.peerPort !== port) continue;
      syncsBefore.push(syncs);
      syncs = 0;
    }
    assert.equal(syncsBefore.length, records);
    assert.ok(syncsBefore.every((count) => count >= 1), `syncs before each: ${syncsBefore}`);
  });
});

Deno.test("the embedded broker syncs the directories that it creates", linuxAlone, async () => {
  await observe(({ database, trace, port }) => {
    const data = dirname(database);
    for (const directory of [data, dirname(data), dirname(dirname(data))]) {
      const events = [...parseTrace(trace, join(directory, "broker.db"))];
      const answer = events.findIndex((each) => each.kind === "send" && each.peerPort === port);
      const before = events.slice(0, answer);
      const isSynced = before.some(({ kind, ...each }) =>
        kind === "sync" && "path" in each && each.path === directory
      );
      assert.ok(isSynced, `${directory} before the first acknowledgement`);
    }
  });
});
