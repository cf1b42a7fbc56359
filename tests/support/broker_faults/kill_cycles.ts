import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { poll } from "../poll.ts";
import { RawConnection } from "../brokers/raw_connection.ts";
import { DevProcess } from "./dev_process.ts";
import { OffsetCommitter } from "./offset_committer.ts";
import { PlainProducer } from "./plain_producer.ts";
import { RejoiningMember } from "./rejoining_member.ts";
import { newProducerId } from "./requests.ts";
import { SteadyProducer } from "./steady_producer.ts";

const topic = "t";
/** Partitions with one idempotent producer each; one more partition has a plain producer. */
const steadyPartitions = 4;
const shortestLifeMs = 10;
const longestLifeMs = 120;

/** Totals of what was acknowledged before the kills. */
export interface KillTally {
  readonly records: number;
  readonly commits: number;
  readonly generations: number;
}

/**
 * Kills a broker under load repeatedly, and checks its promises after each restart: each
 * acknowledged record is stored once, at its offset, without gaps; committed offsets never
 * decrease; generations and producer ids are not reused; the database is intact.
 *
 * @param folder An empty folder for the data and its copies.
 */
export async function surviveKills(folder: string, kills: number): Promise<KillTally> {
  const data = join(folder, "data");
  const load = await Load.prepare(data);
  for (let kill = 0; kill < kills; kill++) {
    await load.untilKilled(data);
    await checkFile(data, join(folder, "copy"));
  }
  return await load.conclude(data);
}

class Load {
  readonly #steady: readonly SteadyProducer[];
  readonly #plain = new PlainProducer({ topic, partition: steadyPartitions });
  readonly #member = new RejoiningMember("members");
  readonly #committer = new OffsetCommitter({ group: "offsets", topic, partitions: [0, 1, 2] });
  readonly #producerIds: Set<bigint>;

  private constructor(producerIds: readonly bigint[]) {
    this.#producerIds = new Set(producerIds);
    this.#steady = producerIds.map((id, partition) => new SteadyProducer({ topic, partition }, id));
  }

  static async prepare(data: string): Promise<Load> {
    await using broker = await DevProcess.start({
      data,
      args: ["--topic", `${topic}:${steadyPartitions + 1}`],
    });
    await using connection = await RawConnection.connect(broker.port);
    const ids: bigint[] = [];
    while (ids.length < steadyPartitions) ids.push(await newProducerId(connection));
    return new Load(ids);
  }

  /** One run of the broker: checks the data of the previous run, then writes until the kill. */
  async untilKilled(data: string): Promise<void> {
    await using broker = await DevProcess.start({ data });
    await using connection = await RawConnection.connect(broker.port);
    await this.#verify(connection);
    await using stack = new AsyncDisposableStack();
    const workers = [...this.#steady, this.#plain, this.#member, this.#committer];
    const running = workers.map(async (worker) => {
      const own = stack.use(await RawConnection.connect(broker.port));
      await worker.run(own);
    });
    const before = this.#tally();
    const lifeMs = shortestLifeMs + Math.random() * (longestLifeMs - shortestLifeMs);
    await Promise.race([
      Promise.all(running),
      this.#lived(lifeMs, before),
    ]);
    await broker.end("SIGKILL");
    await Promise.all(running);
  }

  /** Reads everything again, and stops the last broker cleanly. */
  async conclude(data: string): Promise<KillTally> {
    await using broker = await DevProcess.start({ data });
    await using connection = await RawConnection.connect(broker.port);
    await this.#verify(connection);
    for (const producer of this.#steady) await producer.verifyAll(connection);
    await broker.end("SIGTERM");
    assert.equal(integrityOf(join(data, "broker.db")), "ok");
    return this.#tally();
  }

  /** Waits for a random time, and until something of every kind was acknowledged. */
  async #lived(lifeMs: number, before: KillTally): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, lifeMs));
    await poll(() => {
      const { records, commits, generations } = this.#tally();
      const grew = records > before.records && commits > before.commits &&
        generations > before.generations;
      return Promise.resolve(grew || undefined);
    }, () => "not everything was acknowledged");
  }

  #tally(): KillTally {
    const records = this.#steady.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
    return {
      records: records + this.#plain.acknowledged,
      commits: this.#committer.acknowledged,
      generations: this.#member.generation,
    };
  }

  async #verify(connection: RawConnection): Promise<void> {
    const id = await newProducerId(connection);
    assert.ok(!this.#producerIds.has(id), `producer id ${id} was given before`);
    this.#producerIds.add(id);
    await this.#committer.verify(connection);
    await this.#plain.verify(connection);
    for (const producer of this.#steady) await producer.verify(connection);
  }
}

/** Checks a copy, because opening the file itself would recover it before the broker does. */
async function checkFile(data: string, copy: string): Promise<void> {
  await Deno.mkdir(copy, { recursive: true });
  for (const name of ["broker.db", "broker.db-wal"]) {
    await Deno.copyFile(join(data, name), join(copy, name));
  }
  assert.equal(integrityOf(join(copy, "broker.db")), "ok");
  await Deno.remove(copy, { recursive: true });
}

function integrityOf(path: string): unknown {
  const database = new DatabaseSync(path);
  try {
    return database.prepare("pragma integrity_check").get()?.["integrity_check"];
  } finally {
    database.close();
  }
}
