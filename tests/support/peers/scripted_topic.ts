import { KafkaClient } from "../../../lib/kafka/client.ts";
import { encodeBatch } from "../../../lib/wire/batches/batch_encoder.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";
import { produce } from "../../../lib/wire/messages/00_produce.ts";
import { fetchApi } from "../../../lib/wire/messages/01_fetch.ts";
import { listOffsets } from "../../../lib/wire/messages/02_list_offsets.ts";
import { metadata } from "../../../lib/wire/messages/03_metadata.ts";
import { initProducerId } from "../../../lib/wire/messages/22_init_producer_id.ts";
import type { Input, RequestOf, ResponseOf } from "../../../lib/wire/schema/schema.ts";
import { type Misbehavior, on, type ScriptedBroker, scriptedBroker } from "./scripted_broker.ts";

type FetchedPartition = ResponseOf<typeof fetchApi>["responses"][number]["partitions"][number];
type ProducedPartition = ResponseOf<
  typeof produce
>["responses"][number]["partitionResponses"][number];

/** The response to a fetch of one partition; a {@link Misbehavior} applies to the whole request. */
export type FetchScript = (
  place: { readonly partition: number; readonly offset: bigint; readonly node: number },
) => Partial<FetchedPartition> | Misbehavior;

/** The response to a batch for partition 0. */
export type ProduceScript = (
  batch: { readonly bytes: Uint8Array; readonly node: number },
) => Partial<ProducedPartition> | Misbehavior;

/** The topic "t", as two brokers report it. */
export interface TopicScript {
  /** Its number of partitions, fixed or at this moment. Default: 1. */
  readonly partitions?: number | (() => number);
  /** The leader and the id of the topic now; `null` if it does not exist. Default: 1 and no id. */
  readonly topic?: () => { readonly leader: number; readonly id?: string } | null;
  readonly fetch?: FetchScript;
  readonly produce?: ProduceScript;
  /** The first and the end offset of the log now. */
  readonly log?: () => { readonly start: bigint; readonly end: bigint };
}

/** Two scripted brokers and a client. */
export interface ScriptedTopic extends AsyncDisposable {
  readonly client: KafkaClient;
  readonly brokers: readonly ScriptedBroker[];
}

const noId = "00000000-0000-0000-0000-000000000000";

/** Starts the brokers 1 and 2, which follow `script`. */
export async function scriptedTopic(script: TopicScript): Promise<ScriptedTopic> {
  const brokers: ScriptedBroker[] = [];
  for (const node of [1, 2]) {
    brokers.push(scriptedBroker([
      on(metadata, ({ topics }) => ({
        brokers: brokers.map(({ address }, index) => ({ nodeId: index + 1, ...address })),
        clusterId: "scripted",
        controllerId: 1,
        topics: (topics ?? []).map(({ name }) => describe(name, script)),
      })),
      on(fetchApi, (request) => answerFetch(request, node, script)),
      on(produce, (request) => answerProduce(request, node, script)),
      on(listOffsets, ({ topics }) => ({
        topics: topics.map(({ name, partitions }) => ({
          name,
          partitions: partitions.map(({ partitionIndex, timestamp }) => {
            const { start, end } = script.log!();
            return { partitionIndex, errorCode: 0, offset: timestamp === -2n ? start : end };
          }),
        })),
      })),
      on(initProducerId, () => ({ producerId: 7n, producerEpoch: 0 })),
    ]));
  }
  const client = await KafkaClient.connect({ brokers: [brokers[0]!.address] });
  return {
    client,
    brokers,
    async [Symbol.asyncDispose](): Promise<void> {
      await client[Symbol.asyncDispose]();
      for (const broker of brokers) await broker[Symbol.asyncDispose]();
    },
  };
}

/** Returns records as in a Fetch response: one batch with a record per character. */
export function batchOf(baseOffset: bigint, values: string): Uint8Array<ArrayBuffer> {
  const records = [...values].map((value) => ({ key: null, value: utf8(value), timestamp: 0n }));
  return encodeBatch(records, { baseOffset });
}

/** Returns the current number of partitions of the scripted topic. */
export function partitionCount({ partitions = 1 }: TopicScript): number {
  return typeof partitions === "number" ? partitions : partitions();
}

type DescribedTopic = Input<ResponseOf<typeof metadata>["topics"][number]>;

function describe(name: string | null, script: TopicScript): DescribedTopic {
  const topic = script.topic === undefined ? { leader: 1 } : script.topic();
  if (topic === null) return { errorCode: 3, name };
  return {
    errorCode: 0,
    name,
    topicId: topic.id ?? noId,
    partitions: Array.from({ length: partitionCount(script) }, (_, partitionIndex) => ({
      errorCode: topic.leader < 0 ? 5 : 0,
      partitionIndex,
      leaderId: topic.leader,
      replicaNodes: [1, 2],
      isrNodes: [1, 2],
    })),
  };
}

function answerFetch(
  { topics }: RequestOf<typeof fetchApi>,
  node: number,
  script: TopicScript,
): Input<ResponseOf<typeof fetchApi>> | Misbehavior {
  const { topic, topicId, partitions } = topics[0]!;
  const answers: Input<FetchedPartition>[] = [];
  for (const { partition, fetchOffset: offset } of partitions) {
    const answer = script.fetch!({ partition, offset, node });
    if (typeof answer === "string") return answer;
    const bounds = { partitionIndex: partition, errorCode: 0, highWatermark: 9n };
    answers.push({ ...bounds, records: new Uint8Array(0), ...answer });
  }
  return { responses: [{ topic, topicId, partitions: answers }] };
}

function answerProduce(
  { topicData }: RequestOf<typeof produce>,
  node: number,
  script: TopicScript,
): Input<ResponseOf<typeof produce>> | Misbehavior {
  const { name, topicId, partitionData } = topicData[0]!;
  const answer = script.produce!({ bytes: partitionData[0]!.records!.slice(), node });
  if (typeof answer === "string") return answer;
  const partition = { index: 0, errorCode: 0, baseOffset: 0n, ...answer };
  return { responses: [{ name, topicId, partitionResponses: [partition] }] };
}
