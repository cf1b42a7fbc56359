import assert from "node:assert/strict";
import { join } from "node:path";
import { apiVersions } from "../../lib/wire/messages/18_api_versions.ts";
import { DevProcess } from "../support/broker_faults/dev_process.ts";
import { appendTo, batchOf } from "../support/broker_faults/requests.ts";
import { poll } from "../support/poll.ts";
import { RawConnection } from "../support/brokers/raw_connection.ts";

const name = { topic: "t", partition: 0 };
const noWindows = { ignore: Deno.build.os === "windows" };
const descriptors = 64;
const refusal = /Reached the limit of (\d+) connections: .*; close some, or start the broker/;

/** Runs a program with a limit on its open files and sockets. */
const underLimit = ["sh", "-c", `ulimit -n ${descriptors}; exec "$@"`, "sh"];

/** Opens a connection that is served; null if the broker closes it or accepts none. */
async function served(port: number): Promise<RawConnection | null> {
  let connection: RawConnection | undefined;
  try {
    connection = await RawConnection.connect(port);
    await connection.ask(apiVersions, 0, {});
    return connection;
  } catch {
    await connection?.[Symbol.asyncDispose]();
    return null;
  }
}

async function append(connection: RawConnection): Promise<void> {
  assert.equal((await appendTo(connection, name, batchOf(["value"]))).errorCode, 0);
}

Deno.test(
  "the embedded broker outlives more clients than it has descriptors",
  noWindows,
  async () => {
    const folder = await Deno.makeTempDir({ prefix: "wah-descriptors-" });
    try {
      await using broker = await DevProcess.start({
        data: join(folder, "data"),
        args: ["--topic", "t"],
        under: underLimit,
      });
      await using first = await RawConnection.connect(broker.port);
      await append(first);
      for (let crowd = 0; crowd < 3; crowd++) {
        const all = await Promise.all(
          Array.from({ length: 3 * descriptors }, () => served(broker.port)),
        );
        const inside = all.filter((connection) => connection !== null);
        assert.ok(inside.length < descriptors, `${inside.length} at a time`);
        await append(first);
        for (const connection of inside) await append(connection);
        for (const connection of inside) await connection[Symbol.asyncDispose]();
        const next = await poll(
          async () => await served(broker.port) ?? undefined,
          () => `no connection is served: ${broker.log}`,
        );
        await append(next);
        await next[Symbol.asyncDispose]();
      }
      const [, most] = refusal.exec(await broker.logged(refusal)) ?? [];
      assert.ok(Number(most) < descriptors, broker.log);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
