import { type Broker, startBroker } from "../../../lib/broker/broker.ts";
import type { BrokerOptions } from "../../../lib/broker/options.ts";
import { apiVersions } from "../../../lib/wire/messages/18_api_versions.ts";
import { createTopics } from "../../../lib/wire/messages/19_create_topics.ts";
import { produce } from "../../../lib/wire/messages/00_produce.ts";
import type { Input, RequestOf, ResponseOf } from "../../../lib/wire/schema/schema.ts";
import { TestClient } from "./_client.ts";
import { batchOf, type Entry } from "./_log_fixture.ts";

type Configs = Readonly<Record<string, string>>;

/** One partition in a Produce response. */
export type Produced = ResponseOf<
  typeof produce
>["responses"][number]["partitionResponses"][number];

/** After this many responses to another client, all pending work of the broker is done. */
const mostAsked = 10_000;

/** A broker on separate sockets, with its data in memory, and one client. */
export class TestBroker implements AsyncDisposable {
  readonly broker: Broker;
  readonly client: TestClient;
  /** The lines that it logged. */
  readonly log: readonly string[];

  private constructor(broker: Broker, client: TestClient, log: readonly string[]) {
    this.broker = broker;
    this.client = client;
    this.log = log;
  }

  static async start(options: Partial<BrokerOptions> = {}): Promise<TestBroker> {
    const log: string[] = [];
    const broker = await startBroker({
      dataDirectory: null,
      host: "127.0.0.1",
      port: 0,
      log: (line) => void log.push(line),
      ...options,
    });
    return new TestBroker(broker, await TestClient.connect(broker.port), log);
  }

  get services(): Broker["services"] {
    return this.broker.services;
  }

  connect(): Promise<TestClient> {
    return TestClient.connect(this.broker.port);
  }

  /** Creates a topic and returns its id. */
  async create(name: string, numPartitions = 1, configs: Configs = {}): Promise<string> {
    const answer = await this.client.ask(createTopics, 7, {
      topics: [{
        name,
        numPartitions,
        replicationFactor: -1,
        configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
      }],
    });
    const [topic] = answer.topics;
    if (topic?.errorCode !== 0) throw new Error(`${name}: ${topic?.errorMessage}`);
    return topic.topicId;
  }

  /** Writes one batch to partition 0 with `acks=all`. */
  async write(topic: string, entries: readonly Entry[] | Uint8Array): Promise<Produced> {
    const records = entries instanceof Uint8Array ? entries : batchOf(entries);
    const answer = await this.client.ask(produce, 11, produceBody(topic, records));
    return answer.responses[0]!.partitionResponses[0]!;
  }

  /** Sends requests one after the other until `holds` returns true. */
  async until(holds: () => boolean): Promise<void> {
    await using other = await this.connect();
    for (let asked = 0; !holds(); asked++) {
      if (asked === mostAsked) throw new Error(`Does not hold after ${asked} answers: ${holds}`);
      await other.ask(apiVersions, 0, {});
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.broker[Symbol.asyncDispose]();
    await this.client[Symbol.asyncDispose]();
  }
}

/** Returns a Produce request of one batch for partition 0. */
export function produceBody(
  topic: string,
  records: Uint8Array | null,
  acks = -1,
): Input<RequestOf<typeof produce>> {
  return {
    acks,
    timeoutMs: 30_000,
    topicData: [{ name: topic, partitionData: [{ index: 0, records }] }],
  };
}
