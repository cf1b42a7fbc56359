import assert from "node:assert/strict";
import { produce } from "../../../../lib/wire/messages/00_produce.ts";
import { metadata } from "../../../../lib/wire/messages/03_metadata.ts";
import { ask, body, finish, frame, start, topics } from "./_pipelines.ts";

/** The correlation ids of the requests in some bytes. */
function idsOf(writes: readonly Uint8Array[]): number[] {
  const ids: number[] = [];
  for (const bytes of writes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    for (let at = 0; at < bytes.byteLength; at += 4 + view.getInt32(at)) {
      ids.push(view.getInt32(at + 8));
    }
  }
  return ids;
}

Deno.test("RequestPipeline sends requests of one turn in one write, in their order", async () => {
  const { stream, pipeline } = start();
  const pending = [ask(pipeline), ask(pipeline), ask(pipeline)];
  await stream.written(1);
  assert.equal(stream.writes.length, 1);
  assert.deepEqual(idsOf(stream.writes), [0, 1, 2]);
  for (const { answer } of pending) answer.catch(() => {});
  await finish(pipeline);
});

Deno.test("RequestPipeline resolves each request with its own answer, in any order", async () => {
  const { stream, pipeline } = start();
  const answers = [ask(pipeline), ask(pipeline), ask(pipeline)].map(({ answer }) => answer);
  await stream.written(1);
  stream.receive(frame(2, [22]), frame(0, [20]), frame(1, [21]));
  assert.deepEqual((await Promise.all(answers)).map(([value]) => value), [20, 21, 22]);
  await finish(pipeline);
});

Deno.test("RequestPipeline reads answers that are split at every byte", async () => {
  const { stream, pipeline } = start();
  stream.readBytes = 1;
  const answers = Array.from({ length: 5 }, () => ask(pipeline).answer);
  await stream.written(1);
  for (let id = 0; id < 5; id++) stream.receive(frame(id, new Uint8Array(id * 7).fill(id)));
  const found = await Promise.all(answers);
  assert.deepEqual(found, Array.from({ length: 5 }, (_, id) => new Uint8Array(id * 7).fill(id)));
  await finish(pipeline);
});

Deno.test("RequestPipeline keeps 1,000 requests in flight", async () => {
  const { stream, pipeline } = start();
  const answers = Array.from({ length: 1000 }, () => ask(pipeline).answer);
  await stream.written(1);
  const ids = Array.from({ length: 1000 }, (_, id) => id);
  while (idsOf(stream.writes).length < 1000) await stream.written(stream.writes.length + 1);
  assert.deepEqual(idsOf(stream.writes), ids);
  for (const id of ids.toReversed()) stream.receive(frame(id, [id >> 8, id & 0xff]));
  const found = await Promise.all(answers);
  assert.deepEqual(found.map(([high, low]) => (high! << 8) | low!), ids);
  await finish(pipeline);
});

Deno.test("RequestPipeline reads an answer of 100 MB", async () => {
  const { stream, pipeline } = start();
  const size = 100_000_000;
  const asked = pipeline.send({
    api: metadata,
    version: 1,
    body: topics,
    decode: (answer) => answer.keep(),
  });
  const after = ask(pipeline).answer;
  await stream.written(1);
  const whole = frame(0, new Uint8Array(size));
  whole.set([1, 2, 3], whole.byteLength - 3);
  stream.receive(whole, frame(1, [9]));
  const kept = await asked.answer;
  assert.equal(kept.byteLength, size + 4);
  assert.deepEqual(kept.slice(-3), new Uint8Array([1, 2, 3]));
  assert.deepEqual(await after, new Uint8Array([9]));
  await finish(pipeline);
});

Deno.test("RequestPipeline invalidates the borrowed bytes after decoding", async () => {
  const { stream, pipeline } = start();
  const { answer } = pipeline.send({
    api: metadata,
    version: 1,
    body: topics,
    decode: (borrowed) => ({ borrowed }),
  });
  await stream.written(1);
  stream.receive(frame(0, [1]));
  const { borrowed } = await answer;
  assert.throws(() => borrowed.byteLength, /reused/);
  await finish(pipeline);
});

Deno.test("RequestPipeline rejects only the request whose answer cannot be decoded", async () => {
  const { stream, pipeline } = start();
  const broken = new Error("not such an answer");
  const decode = (): never => {
    throw broken;
  };
  const first = pipeline.send({ api: metadata, version: 1, body: topics, decode });
  const second = ask(pipeline);
  const outcome = assert.rejects(first.answer, broken);
  await stream.written(1);
  stream.receive(frame(0, [1]), frame(1, [2]));
  await outcome;
  assert.deepEqual(await second.answer, new Uint8Array([2]));
  assert.equal(pipeline.failure, null);
  await finish(pipeline);
});

Deno.test("RequestPipeline rejects only the request that does not fit its version", async () => {
  const { stream, pipeline } = start();
  const wrong = { topics: [{ name: "x".repeat(40_000) }] };
  const first = pipeline.send({ api: metadata, version: 1, body: wrong, decode: body });
  const second = ask(pipeline);
  await assert.rejects(first.answer, { name: "WireError", message: /^Cannot encode Metadata/ });
  await stream.written(1);
  stream.receive(frame(0, [5]));
  assert.deepEqual(await second.answer, new Uint8Array([5]));
  await finish(pipeline);
});

Deno.test("RequestPipeline skips the answer to an abandoned request", async () => {
  const { stream, pipeline } = start();
  let decoded = 0;
  const first = pipeline.send({
    api: metadata,
    version: 1,
    body: topics,
    decode: () => decoded++,
  });
  const second = ask(pipeline);
  await stream.written(1);
  first.abandon();
  stream.receive(frame(0, [1]), frame(1, [2]));
  assert.deepEqual(await second.answer, new Uint8Array([2]));
  assert.equal(decoded, 0);
  await finish(pipeline);
});

Deno.test("RequestPipeline does not send a request that is abandoned first", async () => {
  const { stream, pipeline } = start();
  ask(pipeline).abandon();
  const second = ask(pipeline);
  await stream.written(1);
  assert.deepEqual(idsOf(stream.writes), [0]);
  second.answer.catch(() => {});
  await finish(pipeline);
});

Deno.test("RequestPipeline stops encoding while the socket accepts nothing", async () => {
  const { stream, pipeline } = start();
  const accept = Promise.withResolvers<void>();
  stream.accepting = accept.promise;
  let encoded = 0;
  const records = new Uint8Array(512 * 1024);
  const answers = Array.from({ length: 20 }, () => {
    const partitionData = [{
      index: 0,
      get records(): Uint8Array {
        encoded++;
        return records;
      },
    }];
    const content = { acks: -1, timeoutMs: 1, topicData: [{ name: "t", partitionData }] };
    return pipeline.send({ api: produce, version: 3, body: content, decode: body }).answer;
  });
  await stream.written(1);
  assert.ok(encoded >= 1 && encoded <= 4, `${encoded} requests were encoded`);
  accept.resolve();
  for (let writes = 1; encoded < 20;) await stream.written(++writes);
  for (let id = 0; id < 20; id++) stream.receive(frame(id, [id]));
  assert.equal((await Promise.all(answers)).length, 20);
  await finish(pipeline);
});

Deno.test("RequestPipeline rejects all requests if the other side closes", async () => {
  const { stream, pipeline } = start();
  const outcomes = [ask(pipeline), ask(pipeline)].map(({ answer }) =>
    assert.rejects(answer, /The other side closed the connection/)
  );
  await stream.written(1);
  stream.end();
  await Promise.all(outcomes);
  assert.ok(stream.isClosed);
  await assert.rejects(ask(pipeline).answer, /The other side closed/);
  await pipeline.closed;
});

Deno.test("RequestPipeline rejects a request whose answer is cut off at any byte", async () => {
  const whole = frame(0, [1, 2, 3, 4, 5]);
  for (let length = 0; length < whole.byteLength; length++) {
    const { stream, pipeline } = start();
    const outcome = assert.rejects(ask(pipeline).answer, /The other side closed/);
    await stream.written(1);
    stream.receive(whole.subarray(0, length));
    stream.end();
    await outcome;
    await pipeline.closed;
  }
});

Deno.test("RequestPipeline exchanges bare tokens, empty ones too", async () => {
  const { stream, pipeline } = start();
  const first = pipeline.exchangeToken(new Uint8Array([1, 2]));
  await stream.written(1);
  assert.deepEqual(stream.writes[0], new Uint8Array([0, 0, 0, 2, 1, 2]));
  stream.receive(new Uint8Array([0, 0, 0, 1, 5]));
  assert.deepEqual(await first, new Uint8Array([5]));
  const second = pipeline.exchangeToken(new Uint8Array(0));
  await stream.written(2);
  stream.receive(new Uint8Array([0, 0, 0, 0]));
  assert.equal((await second).byteLength, 0);
  const answer = ask(pipeline).answer;
  await stream.written(3);
  stream.receive(frame(0, [3]));
  assert.deepEqual(await answer, new Uint8Array([3]));
  await finish(pipeline);
});

Deno.test("RequestPipeline rejects a token exchange when it fails", async () => {
  const { stream, pipeline } = start();
  const outcome = assert.rejects(pipeline.exchangeToken(new Uint8Array(1)), /The other side/);
  await stream.written(1);
  stream.end();
  await outcome;
  await pipeline.closed;
});
