import assert from "node:assert/strict";
import { ChunkPipe } from "../../../../lib/kafka/reader/chunk_pipe.ts";

Deno.test("ChunkPipe returns items in the order of their arrival, then null", async () => {
  const pipe = new ChunkPipe<string>();
  pipe.put(["a", "b"]);
  pipe.put([]);
  pipe.put(["c"]);
  pipe.end();
  assert.equal(await pipe.take(), "a");
  assert.equal(await pipe.take(), "b");
  assert.equal(await pipe.take(), "c");
  assert.equal(await pipe.take(), null);
  assert.equal(await pipe.take(), null);
});

Deno.test("ChunkPipe.take() waits for an item", async () => {
  const pipe = new ChunkPipe<string>();
  const first = pipe.take();
  pipe.put(["a"]);
  assert.equal(await first, "a");
  const second = pipe.take();
  pipe.put(["b"]);
  assert.equal(await second, "b");
});

Deno.test("ChunkPipe.put() resolves when the consumer requests the next item", async () => {
  const pipe = new ChunkPipe<string>();
  const log: string[] = [];
  const done = pipe.put(["a", "b"]).then(() => log.push("through"));
  await pipe.take();
  log.push("a");
  await pipe.take();
  log.push("b");
  pipe.put(["c"]);
  await pipe.take();
  await done;
  assert.deepEqual(log, ["a", "b", "through"]);
});

Deno.test("ChunkPipe.put() resolves at once without items", async () => {
  await new ChunkPipe<string>().put([]);
});

Deno.test("ChunkPipe.fail() drops the waiting items", async () => {
  const pipe = new ChunkPipe<string>();
  pipe.put(["a"]);
  pipe.fail(new Error("broken"));
  pipe.fail(new Error("later"));
  await assert.rejects(pipe.take(), { message: "broken" });
});

Deno.test("ChunkPipe.fail() rejects a waiting take()", async () => {
  const pipe = new ChunkPipe<string>();
  const waiting = pipe.take();
  pipe.fail(new Error("broken"));
  await assert.rejects(waiting, { message: "broken" });
});

Deno.test("ChunkPipe.fail() resolves every waiting put()", async () => {
  const pipe = new ChunkPipe<string>();
  const [first, second] = [pipe.put(["a", "b"]), pipe.put(["c"])];
  await pipe.take();
  pipe.fail(new Error("broken"));
  await Promise.all([first, second, pipe.put(["d"])]);
});
