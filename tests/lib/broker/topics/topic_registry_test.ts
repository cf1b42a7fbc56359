import assert from "node:assert/strict";
import { LogFixture } from "../_log_fixture.ts";

const spec = (name: string, partitionCount = 1): {
  name: string;
  partitionCount: number;
  configs: Map<string, string>;
} => ({ name, partitionCount, configs: new Map() });

Deno.test("TopicRegistry shows a topic once it is on disk, and its pending creation", async () => {
  using fixture = new LogFixture();
  const { topics } = fixture;
  const creation = topics.create(spec("t", 3));
  assert.equal(topics.get("t"), undefined);
  assert.equal(await topics.creating("t"), await creation);
  assert.equal(topics.creating("t"), undefined);
  assert.equal(topics.byId((await creation).id), topics.get("t"));
});

Deno.test("TopicRegistry grows a topic twice in one commit", async () => {
  using fixture = new LogFixture();
  const { topics } = fixture;
  const topic = await topics.create(spec("t"));
  const [log] = topic.partitions;
  const results = await Promise.all([
    fixture.append(log!, [{}]),
    topics.growTo(topic, 3),
    topics.growTo(topic, 5),
    topics.growTo(topic, 4),
  ]);
  assert.equal(results[0].kind, "appended");
  const numbers = topics.get("t")!.partitions.map(({ number }) => number);
  assert.deepEqual(numbers, [0, 1, 2, 3, 4]);
  assert.equal(topics.partitionCount, 5);
});

Deno.test("TopicRegistry applies both of two changes of configs in one commit", async () => {
  using fixture = new LogFixture();
  const { topics } = fixture;
  const topic = await topics.create(spec("t"));
  await Promise.all(
    ["a", "b"].map((key) => topics.setConfigs(topic, (old) => new Map([...old, [key, "1"]]))),
  );
  assert.deepEqual([...topics.get("t")!.configs.keys()], ["a", "b"]);
});

Deno.test("TopicRegistry deletes a topic that changes in the same commit", async () => {
  using fixture = new LogFixture();
  const { topics } = fixture;
  const topic = await topics.create(spec("t", 2));
  let deletions = 0;
  topics.onDeleted(() => void (deletions += 1));
  await Promise.all([
    topics.growTo(topic, 4),
    topics.delete(topic),
    topics.delete(topic),
    topics.growTo(topic, 6),
    topics.setConfigs(topic, () => new Map([["a", "1"]])),
  ]);
  assert.equal(topics.get("t"), undefined);
  assert.deepEqual([topics.size, topics.partitionCount, deletions], [0, 0, 1]);
  assert.ok(topic.partitions.every(({ isDeleted }) => isDeleted));
});

Deno.test("TopicRegistry never reuses the id of a partition", async () => {
  using fixture = new LogFixture();
  const { topics } = fixture;
  const first = await topics.create(spec("t", 2));
  await topics.delete(first);
  const second = await topics.create(spec("t", 2));
  const ids = [...first.partitions, ...second.partitions].map(({ id }) => id);
  assert.equal(new Set(ids).size, 4);
});

Deno.test("TopicRegistry finds names that collide in metrics", async () => {
  const directory = await Deno.makeTempDir();
  {
    using fixture = new LogFixture(`${directory}/broker.db`);
    await fixture.topics.create(spec("a.b_c", 7));
    assert.equal(fixture.topics.collidingName("a_b.c"), "a.b_c");
  }
  {
    using fixture = new LogFixture(`${directory}/broker.db`);
    assert.equal(fixture.topics.collidingName("a_b_c"), "a.b_c");
    assert.equal(fixture.topics.collidingName("a.b_c"), undefined);
    assert.equal(fixture.topics.partitionCount, 7);
    await fixture.topics.delete(fixture.topics.get("a.b_c")!);
    assert.equal(fixture.topics.collidingName("a_b_c"), undefined);
  }
  await Deno.remove(directory, { recursive: true });
});

Deno.test("TopicRegistry releases the name and partitions of a failed creation", async () => {
  using fixture = new LogFixture();
  const { topics, store } = fixture;
  const topic = await topics.create(spec("other"));
  store.transaction = (): never => {
    throw new Error("database or disk is full");
  };
  const outcomes = await Promise.allSettled([
    topics.create(spec("a.b", 5)),
    topics.growTo(topic, 9),
    topics.delete(topic),
  ]);
  assert.deepEqual(outcomes.map(({ status }) => status), Array(3).fill("rejected"));
  assert.deepEqual([topics.size, topics.partitionCount], [1, 1]);
  assert.equal(topics.collidingName("a_b"), undefined);
  assert.equal(topics.get("other")!.partitions.length, 1);
});
