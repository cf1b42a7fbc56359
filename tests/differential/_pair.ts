import assert from "node:assert/strict";
import { awaitTopicsReady } from "../../lib/kafka/admin/await_topics.ts";
import { describeConfigs } from "../../lib/kafka/admin/describe_configs.ts";
import { createTopics, type TopicSpec } from "../../lib/kafka/admin/create_topics.ts";
import { listOffsets } from "../../lib/wire/messages/02_list_offsets.ts";
import type { AnyApi, Api, Input } from "../../lib/wire/schema/schema.ts";
import { broker, isEmbedded, uniqueTopic } from "../support/brokers/broker.ts";
import { connect } from "../support/brokers/client.ts";
import { startEmbeddedBroker } from "../support/brokers/embedded_broker.ts";
import { poll } from "../support/poll.ts";
import { Peer } from "./_peer.ts";
import { type PlainAnswer, PlainAnswers, present } from "./_plain_answer.ts";
import { warmUp } from "./_warm_up.ts";

if (isEmbedded) {
  throw new Error(
    "Cannot compare the embedded broker with itself: WAH_TEST_BROKERS has to name Apache Kafka; " +
      "run `deno task test:kafka`",
  );
}

await warmUp(broker().brokers);

/** Strict, because Kafka's only node rejects a replication factor above one too. */
const embedded = await startEmbeddedBroker({ strict: true });
Deno.test.afterAll(async () => await embedded[Symbol.asyncDispose]());

/** A request for both brokers. */
export interface Question<Request, Response> {
  readonly api: Api<Request, Response>;
  /** Default: every version that both brokers serve, in order. */
  readonly versions?: readonly number[];
  readonly body: Input<Request> | ((asked: Asked) => Input<Request>);
  /** The part of a response to compare. Default: all of it. */
  readonly pick?: (answer: Response) => unknown;
  /**
   * Reasons of differences, by a pattern for lines such as "errorCode is 1 X in Kafka, 2 Y here";
   * each must occur in at least one version.
   */
  readonly known?: Readonly<Record<string, string>>;
  /** The same for differences that may not occur. */
  readonly tolerated?: Readonly<Record<string, string>>;
}

/** A question in one version, and the known differences that occurred. */
interface Asking<Request, Response> {
  readonly question: Question<Request, Response>;
  readonly version: number;
  readonly known: Map<string, boolean>;
}

/** The brokers that a question is sent to, and how. */
export interface Asked {
  readonly peer: Peer;
  readonly version: number;
}

/** The responses of both brokers to a question, in the last version requested. */
export class Answers<Response> {
  readonly #answers = new Map<Peer, Response | null>();

  set(peer: Peer, answer: Response | null): void {
    this.#answers.set(peer, answer);
  }

  of(peer: Peer): Response {
    const answer = this.#answers.get(peer);
    assert.ok(answer, `${peer.name} gave no answer`);
    return answer;
  }
}

/** Apache Kafka and the embedded broker, which receive the same requests in lockstep. */
export class Pair implements Disposable {
  readonly peers: readonly Peer[];
  /** A unique name for the topics and groups of this pair. */
  readonly name = uniqueTopic("differential");
  readonly #plain: ReadonlyMap<Peer, PlainAnswers>;
  /** The differences, and the versions in which they occurred. */
  readonly #differences = new Map<string, number[]>();

  private constructor(peers: readonly Peer[]) {
    this.peers = peers;
    this.#plain = new Map(peers.map((peer) => [peer, new PlainAnswers(peer)]));
  }

  static async open(): Promise<Pair> {
    const kafka = await Peer.open("Kafka", broker().brokers);
    return new Pair([kafka, await Peer.open("embedded", embedded.brokers)]);
  }

  /** Waits until both brokers know a change of a topic. */
  async settle(topic: string): Promise<void> {
    for (const peer of this.peers) {
      await using client = await connect(peer.brokers);
      await awaitTopicsReady(client, [topic]);
    }
  }

  /** Waits until both brokers report this value for a config of a topic. */
  async settleConfig(topic: string, name: string, value: string): Promise<void> {
    for (const peer of this.peers) {
      await using client = await connect(peer.brokers);
      await poll(async () => {
        const entries = (await describeConfigs(client, [topic])).get(topic)!.entries!;
        return entries.find((entry) => entry.name === name)?.value === value || undefined;
      }, () => `${peer.name} did not set ${name} of ${topic} to ${value}`);
    }
  }

  /** Creates a topic with the same new name on both brokers, and waits until it is ready. */
  async createTopic(spec: Omit<TopicSpec, "name"> = {}): Promise<string> {
    const name = uniqueTopic("differential");
    for (const peer of this.peers) {
      await using client = await connect(peer.brokers);
      const [result] = await createTopics(client, [{ partitions: 1, ...spec, name }]);
      if (result!.error !== null) throw result!.error;
      await awaitTopicsReady(client, [name]);
      const { topics } = await client.metadata({ topics: [name] });
      const { topicId, partitions } = topics.get(name)!;
      peer.topicIds.set(name, topicId!);
      await ledPartitions(peer, name, partitions.length);
    }
    return name;
  }

  /** Sends a request to both brokers in each version, and records how their responses differ. */
  async compare<Request, Response>(
    what: string,
    question: Question<Request, Response>,
  ): Promise<Answers<Response>> {
    let answers = new Answers<Response>();
    const known = knownIn(question);
    for (const version of question.versions ?? this.#sharedVersions(question.api)) {
      answers = await this.#askBoth(what, { question, version, known });
    }
    this.#noteUnused(what, known);
    return answers;
  }

  /**
   * Sends a question to both brokers in one version; returns a function that compares the
   * responses.
   */
  async begin<Request, Response>(
    what: string,
    question: Question<Request, Response>,
  ): Promise<() => Promise<Answers<Response>>> {
    const version = question.versions![0]!;
    const known = knownIn(question);
    for (const peer of this.peers) {
      await peer.send(question.api, version, bodyFor(question, { peer, version }));
    }
    return async () => {
      const answers = await this.#takeBoth(what, { question, version, known });
      this.#noteUnused(what, known);
      return answers;
    };
  }

  async #askBoth<Request, Response>(
    what: string,
    asking: Asking<Request, Response>,
  ): Promise<Answers<Response>> {
    const { question, version } = asking;
    for (const peer of this.peers) {
      await peer.send(question.api, version, bodyFor(question, { peer, version }));
    }
    return await this.#takeBoth(what, asking);
  }

  async #takeBoth<Request, Response>(
    what: string,
    { question, version, known }: Asking<Request, Response>,
  ): Promise<Answers<Response>> {
    const { api, pick = (answer) => answer } = question;
    const answers = new Answers<Response>();
    const plain: PlainAnswer[] = [];
    for (const peer of this.peers) {
      const answer = await peer.answer(api, version).catch((cause) => {
        throw new Error(`${api.name} v${version} of ${what} failed: ${cause}`, { cause });
      });
      answers.set(peer, answer);
      plain.push(this.#plain.get(peer)!.of(answer === null ? null : pick(answer)));
    }
    for (const difference of differencesOf(plain, known)) {
      const line = `${api.name} of ${what}: ${difference}`;
      this.#differences.set(line, [...this.#differences.get(line) ?? [], version]);
    }
    return answers;
  }

  #noteUnused(what: string, known: ReadonlyMap<string, boolean>): void {
    const unused = [...known].filter(([, isUsed]) => !isUsed);
    for (const [pattern] of unused) this.#differences.set(`${what}: nothing at ${pattern}`, []);
  }

  #sharedVersions(api: AnyApi): number[] {
    const ranges = this.peers.map((peer) => peer.served(api.key));
    const mins = ranges.map((range) => range?.min ?? 0);
    const maxes = ranges.map((range) => range?.max ?? -1);
    const first = Math.max(api.minVersion, ...mins);
    const last = Math.min(api.maxVersion, ...maxes);
    assert.ok(first <= last, `${api.name} is not served by both`);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  }

  /** The differences up to now, one line each. */
  get differences(): string {
    return [...this.#differences].map(([line, versions]) => `${line} (v${versions})`).join("\n");
  }

  [Symbol.dispose](): void {
    for (const peer of this.peers) peer[Symbol.dispose]();
  }
}

/** Waits until the leader of each partition accepts requests, some time after Metadata names it. */
async function ledPartitions(peer: Peer, name: string, count: number): Promise<void> {
  const indexes = Array.from({ length: count }, (_, partitionIndex) => partitionIndex);
  const partitions = indexes.map((partitionIndex) => ({ partitionIndex, timestamp: -1n }));
  await poll(async () => {
    const answer = await peer.ask(listOffsets, 1, {
      replicaId: -1,
      topics: [{ name, partitions }],
    });
    return answer!.topics[0]!.partitions.every(({ errorCode }) => errorCode === 0) || undefined;
  }, () => `${peer.name} does not lead all of ${name}`);
}

function knownIn(
  question: Pick<Question<never, never>, "known" | "tolerated">,
): Map<string, boolean> {
  const patterns = (reasons = {}): string[] => Object.keys(reasons);
  return new Map([
    ...patterns(question.known).map((pattern) => [pattern, false] as const),
    ...patterns(question.tolerated).map((pattern) => [pattern, true] as const),
  ]);
}

function bodyFor<Request>(
  { body }: Pick<Question<Request, never>, "body">,
  asked: Asked,
): Input<Request> {
  return typeof body === "function"
    ? (body as (asked: Asked) => Input<Request>)(asked)
    : body as Input<Request>;
}

/** Returns the unknown differences between two responses, and marks the known ones. */
function* differencesOf(
  [kafka, embedded]: readonly PlainAnswer[],
  known: Map<string, boolean>,
): Generator<string> {
  const missing: string[] = [];
  for (const path of new Set([...kafka!.keys(), ...embedded!.keys()])) {
    if (missing.some((element) => path.startsWith(`${element}.`))) continue;
    const [theirs, ours] = [kafka!.get(path), embedded!.get(path)];
    if (theirs === ours) continue;
    if (theirs === present || ours === present) missing.push(path);
    const difference = `${path} is ${theirs} in Kafka, ${ours} here`;
    const pattern = [...known.keys()].find((pattern) => new RegExp(pattern).test(difference));
    if (pattern !== undefined) known.set(pattern, true);
    else yield difference;
  }
}

/** Declares a test that fails if the brokers responded differently to anything in it. */
export function differential(name: string, run: (pair: Pair) => Promise<void>): void {
  Deno.test(`the embedded broker answers as Apache Kafka does: ${name}`, async () => {
    using pair = await Pair.open();
    await run(pair);
    assert.ok(pair.differences === "", pair.differences);
  });
}
