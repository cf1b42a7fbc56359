import assert from "node:assert/strict";
import { DeliveryError } from "../../../../lib/kafka/producer/delivery_error.ts";
import { Producer } from "../../../../lib/kafka/producer/producer.ts";
import type { ProducerOptions } from "../../../../lib/kafka/producer/producer_options.ts";
import { textOf, utf8 } from "../../../../lib/wire/bytes.ts";
import { errorCodes } from "../../../../lib/wire/errors.ts";
import { readBatches } from "../../../../lib/wire/batches/read_batches.ts";
import { scriptedTopic, type TopicScript } from "../../../support/peers/scripted_topic.ts";

/** A producer on the scripted topic "t", and what its brokers saw. */
class Bench implements AsyncDisposable {
  readonly producer: Producer;
  readonly #stack: AsyncDisposableStack;

  private constructor(producer: Producer, stack: AsyncDisposableStack) {
    this.producer = producer;
    this.#stack = stack;
  }

  static async open(script: TopicScript, options: ProducerOptions = {}): Promise<Bench> {
    const stack = new AsyncDisposableStack();
    const { client } = stack.use(await scriptedTopic(script));
    return new Bench(stack.use(await Producer.open(client, options)), stack);
  }

  /** Sends values; their offsets, or what is known of their fate. */
  send(...values: readonly string[]): Promise<string[]> {
    return Promise.all(values.map(async (value) => {
      try {
        const { offset } = await this.producer.send({ topic: "t", key: null, value: utf8(value) });
        return `${value}@${offset}`;
      } catch (error) {
        assert.ok(error instanceof DeliveryError);
        return `${value} ${error.mayBeWritten ? "maybe" : "no"}`;
      }
    }));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

/** A batch as "epoch/sequence:values". */
function inShort(bytes: Uint8Array): string {
  const [batch] = readBatches(bytes);
  const values: string[] = [];
  batch!.forEach(({ value }) => void values.push(textOf(value!)));
  assert.equal(batch!.producerId, 7n);
  return `${batch!.producerEpoch}/${batch!.baseSequence}:${values.join("")}`;
}

/** A script that notes each batch and answers it with the next of `answers`, then with success. */
function noting(
  seen: string[],
  answers: readonly ReturnType<NonNullable<TopicScript["produce"]>>[],
): TopicScript {
  return {
    produce: ({ bytes }) => {
      seen.push(inShort(bytes));
      return answers[seen.length - 1] ?? { baseOffset: BigInt(seen.length * 10) };
    },
  };
}

Deno.test("Producer collects records while a request is in flight", async () => {
  const seen: string[] = [];
  const later: Promise<string[]>[] = [];
  const bench: Bench = await Bench.open({
    produce: ({ bytes }) => {
      seen.push(inShort(bytes));
      if (seen.length === 1) later.push(bench.send("b"), bench.send("c"));
      return { baseOffset: BigInt(seen.length * 10) };
    },
  });
  await using _ = bench;
  assert.deepEqual(await bench.send("a"), ["a@10"]);
  assert.deepEqual(await Promise.all(later), [["b@20"], ["c@21"]]);
  assert.deepEqual(seen, ["0/0:a", "0/1:bc"]);
});

Deno.test("Producer repeats a batch whose connection was lost, byte for byte", async () => {
  const bytes: string[] = [];
  const links: string[] = [];
  const script: TopicScript = {
    produce: (batch) => {
      bytes.push(batch.bytes.toHex());
      return bytes.length < 3 ? "close" : { baseOffset: 5n };
    },
  };
  await using bench = await Bench.open(script, { onLink: ({ state }) => links.push(state) });
  assert.deepEqual(await bench.send("a"), ["a@5"]);
  assert.equal(bytes.length, 3);
  assert.equal(new Set(bytes).size, 1);
  assert.deepEqual(links, ["down", "up"]);
});

Deno.test("Producer follows the leader to another broker", async () => {
  let leader = 1;
  const seen: string[] = [];
  await using bench = await Bench.open({
    topic: () => ({ leader }),
    produce: ({ bytes, node }) => {
      seen.push(`${node} ${inShort(bytes)}`);
      if (node === leader && seen.length > 1) return { baseOffset: 3n };
      leader = 2;
      return { errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER };
    },
  });
  assert.deepEqual(await bench.send("a"), ["a@3"]);
  assert.deepEqual(seen, ["1 0/0:a", "2 0/0:a"]);
});

for (
  const code of [
    errorCodes.UNKNOWN_TOPIC_OR_PARTITION,
    errorCodes.LEADER_NOT_AVAILABLE,
    errorCodes.REQUEST_TIMED_OUT,
    errorCodes.NOT_ENOUGH_REPLICAS,
    errorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND,
    errorCodes.KAFKA_STORAGE_ERROR,
    errorCodes.UNKNOWN_TOPIC_ID,
  ]
) {
  Deno.test(`Producer sends a batch again, as it is, after error ${code}`, async () => {
    const seen: string[] = [];
    await using bench = await Bench.open(noting(seen, [{ errorCode: code }]));
    assert.deepEqual(await bench.send("a"), ["a@20"]);
    assert.deepEqual(seen, ["0/0:a", "0/0:a"]);
  });
}

Deno.test("Producer treats DUPLICATE_SEQUENCE_NUMBER as success", async () => {
  const seen: string[] = [];
  const answers = ["close", { errorCode: errorCodes.DUPLICATE_SEQUENCE_NUMBER }] as const;
  await using bench = await Bench.open(noting(seen, answers));
  assert.deepEqual(await bench.send("a"), ["a@null"]);
  assert.deepEqual(await bench.send("b"), ["b@30"]);
  assert.deepEqual(seen, ["0/0:a", "0/0:a", "0/1:b"]);
});

Deno.test("Producer starts a new epoch after a lost sequence when that is safe", async () => {
  const seen: string[] = [];
  const lost = { errorCode: errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER };
  await using bench = await Bench.open(noting(seen, [{}, lost]));
  await bench.send("a");
  assert.deepEqual(await bench.send("b"), ["b@30"]);
  assert.deepEqual(seen, ["0/0:a", "0/1:b", "1/0:b"]);
});

Deno.test("Producer reports a record that may be written after a lost sequence", async () => {
  const seen: string[] = [];
  const lost = { errorCode: errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER };
  await using bench = await Bench.open(noting(seen, ["close", lost]));
  assert.deepEqual(await bench.send("a"), ["a maybe"]);
  assert.deepEqual(await bench.send("b"), ["b@30"]);
  assert.deepEqual(seen, ["0/0:a", "0/0:a", "1/0:b"]);
});

Deno.test("Producer splits what is too large and rejects what stays so", async () => {
  const seen: string[] = [];
  await using bench = await Bench.open({
    produce: ({ bytes }) => {
      seen.push(inShort(bytes));
      const isRefused = seen.at(-1)!.length > "0/0:ab".length || seen.at(-1)!.includes("X");
      return isRefused ? { errorCode: errorCodes.MESSAGE_TOO_LARGE } : {};
    },
  });
  assert.deepEqual(await bench.send("a", "b", "X", "c"), ["a@0", "b@1", "X no", "c@0"]);
  assert.deepEqual(seen, ["0/0:abXc", "0/0:ab", "0/2:Xc", "0/2:X", "0/2:c"]);
});

Deno.test("Producer rejects an unsent record at its deadline", async () => {
  await using bench = await Bench.open({ topic: () => ({ leader: -1 }) }, {
    deliveryTimeoutMs: 120,
  });
  assert.deepEqual(await bench.send("a"), ["a no"]);
});

Deno.test("Producer rejects a record in doubt when its time is over", async () => {
  await using bench = await Bench.open({ produce: () => "close" }, { deliveryTimeoutMs: 120 });
  assert.deepEqual(await bench.send("a"), ["a maybe"]);
});

Deno.test("Producer leaves in doubt what was answered by something else than Kafka", async () => {
  await using bench = await Bench.open({ produce: () => "babble" }, { deliveryTimeoutMs: 120 });
  assert.deepEqual(await bench.send("a"), ["a maybe"]);
});

Deno.test("Producer rejects a record if the broker does not answer", async () => {
  const links: string[] = [];
  await using bench = await Bench.open({ produce: () => "hang" }, {
    deliveryTimeoutMs: 100,
    onLink: ({ state }) => links.push(state),
  });
  assert.deepEqual(await bench.send("a"), ["a maybe"]);
  assert.deepEqual(links, ["down"]);
});

Deno.test("Producer rejects all that waits when the topic may not be written", async () => {
  const refused = { errorCode: errorCodes.TOPIC_AUTHORIZATION_FAILED };
  await using bench = await Bench.open({ produce: () => refused });
  assert.deepEqual(await bench.send("a", "b"), ["a no", "b no"]);
});

Deno.test("Producer.send() rejects a record over the size limit at once", async () => {
  await using bench = await Bench.open({});
  const value = new Uint8Array(64 * 1024 * 1024);
  await assert.rejects(bench.producer.send({ topic: "t", key: null, value }), {
    message: 'Cannot deliver a record to "t": it has 67108900 bytes, ' +
      "at most 67108864 can be sent, it was not written",
  });
  assert.equal(bench.producer.pending, 0);
});

Deno.test("Producer.ready() waits while much is pending", async () => {
  const order: string[] = [];
  await using bench = await Bench.open({
    produce: () => {
      order.push("asked");
      return {};
    },
  });
  await bench.producer.ready();
  const value = new Uint8Array(3 * 1024 * 1024);
  const sent = [1, 2, 3].map(() => bench.producer.send({ topic: "t", key: null, value }));
  const ready = bench.producer.ready().then(() => order.push("ready"));
  await Promise.all([...sent, ready]);
  assert.deepEqual(order, ["asked", "ready", "asked", "asked"]);
});

Deno.test("Producer leaves what is in flight in doubt when it is disposed of", async () => {
  const asked = Promise.withResolvers<void>();
  const bench = await Bench.open({
    produce: () => {
      asked.resolve();
      return "hang";
    },
  });
  const outcome = bench.send("a");
  await asked.promise;
  await bench[Symbol.asyncDispose]();
  assert.deepEqual(await outcome, ["a maybe"]);
});
