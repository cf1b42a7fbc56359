import assert from "node:assert/strict";
import { listOffsets } from "../../../lib/kafka/admin/list_offsets.ts";
import { delay } from "../../../lib/async/delay.ts";
import { backoffMs } from "../../../lib/kafka/backoff.ts";
import type { KafkaClient } from "../../../lib/kafka/client.ts";
import { encodeBatch } from "../../../lib/wire/batches/batch_encoder.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";
import { describeErrorCode } from "../../../lib/wire/errors.ts";
import { array, boolean, int16, int32, int64, string } from "../../../lib/wire/schema/fields.ts";
import { produce } from "../../../lib/wire/messages/00_produce.ts";
import { findCoordinator } from "../../../lib/wire/messages/10_find_coordinator.ts";
import { initProducerId } from "../../../lib/wire/messages/22_init_producer_id.ts";
import { api } from "../../../lib/wire/schema/schema.ts";
import { poll } from "../poll.ts";

const addPartitionsToTxn = api({
  key: 24,
  name: "AddPartitionsToTxn",
  versions: [0, 2],
  request: {
    transactionalId: string(),
    producerId: int64(),
    producerEpoch: int16(),
    topics: array({ name: string(), partitions: array(int32()) }),
  },
  response: {
    throttleTimeMs: int32(),
    results: array({
      name: string(),
      partitions: array({ partitionIndex: int32(), errorCode: int16() }),
    }),
  },
});

const endTxn = api({
  key: 26,
  name: "EndTxn",
  versions: [0, 2],
  request: {
    transactionalId: string(),
    producerId: int64(),
    producerEpoch: int16(),
    committed: boolean(),
  },
  response: { throttleTimeMs: int32(), errorCode: int16() },
});

const transactionKeyType = 1;
const never = new AbortController().signal;

/** A transactional producer for one partition, to write logs with transactions. */
export class TestTransactions {
  readonly #client: KafkaClient;
  readonly #place: { readonly topic: string; readonly partition: number };
  /** The transactional id. */
  readonly id = crypto.randomUUID();
  #node = 0;
  #producer = { producerId: -1n, producerEpoch: -1 };
  #sequence = 0;

  private constructor(client: KafkaClient, topic: string) {
    this.#client = client;
    this.#place = { topic, partition: 0 };
  }

  static async open(client: KafkaClient, topic: string): Promise<TestTransactions> {
    const self = new TestTransactions(client, topic);
    await persist(async () => {
      const found = await client.request(findCoordinator, {
        key: self.id,
        keyType: transactionKeyType,
      }, { maxVersion: 3 });
      self.#node = found.nodeId;
      return found.errorCode;
    });
    await persist(async () => {
      const answer = await client.request(initProducerId, {
        transactionalId: self.id,
        transactionTimeoutMs: 60_000,
      }, { node: self.#node });
      self.#producer = answer;
      return answer.errorCode;
    });
    return self;
  }

  /** Writes values as one batch; begins a transaction if none is open. */
  async write(...values: readonly string[]): Promise<void> {
    const { topic, partition } = this.#place;
    await persist(async () => {
      const { results } = await this.#client.request(addPartitionsToTxn, {
        transactionalId: this.id,
        ...this.#identity,
        topics: [{ name: topic, partitions: [partition] }],
      }, { node: this.#node });
      return results[0]!.partitions[0]!.errorCode;
    });
    await this.writeUnknown(...values);
  }

  /**
   * Writes values as one batch, without telling the coordinator: their transaction hangs. A broker
   * accepts this if transaction.partition.verification.enable is false.
   */
  async writeUnknown(...values: readonly string[]): Promise<void> {
    const { topic, partition } = this.#place;
    const records = encodeBatch(
      values.map((value) => ({ key: null, value: utf8(value), timestamp: 0n })),
      { ...this.#identity, baseSequence: this.#sequence, isTransactional: true },
    );
    this.#sequence += values.length;
    const known = await this.#client.metadata({ topics: [topic] });
    await persist(async () => {
      const { responses } = await this.#client.request(produce, {
        transactionalId: this.id,
        acks: -1,
        timeoutMs: 10_000,
        topicData: [{ name: topic, partitionData: [{ index: partition, records }] }],
      }, { node: known.topics.get(topic)!.partitions[0]!.leader!, maxVersion: 11 });
      return responses[0]!.partitionResponses[0]!.errorCode;
    });
  }

  async commit(): Promise<void> {
    await this.#end(true);
  }

  async abort(): Promise<void> {
    await this.#end(false);
  }

  get #identity(): { producerId: bigint; producerEpoch: number } {
    const { producerId, producerEpoch } = this.#producer;
    return { producerId, producerEpoch };
  }

  /** The coordinator responds once it has decided; it writes the marker later. */
  async #end(committed: boolean): Promise<void> {
    const before = await this.#endOffset();
    await persist(async () => {
      const { errorCode } = await this.#client.request(endTxn, {
        transactionalId: this.id,
        ...this.#identity,
        committed,
      }, { node: this.#node });
      return errorCode;
    });
    await poll(
      async () => await this.#endOffset() > before || undefined,
      () => "the end of the transaction did not reach its partition",
    );
  }

  async #endOffset(): Promise<bigint> {
    const [found] = await listOffsets(this.#client, [{ ...this.#place, at: "latest" }]);
    if (found!.error !== null) throw found!.error;
    return found!.offset!;
  }
}

/** Retries while the coordinator is still busy with the previous request. */
async function persist(send: () => Promise<number>): Promise<void> {
  for (let attempt = 1;; attempt++) {
    const { code, name, retriable } = describeErrorCode(await send());
    if (code === 0) return;
    assert.ok(retriable && attempt < 30, name);
    await delay(backoffMs(attempt), never);
  }
}
