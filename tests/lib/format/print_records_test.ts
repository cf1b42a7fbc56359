import assert from "node:assert/strict";
import type { Output } from "../../../lib/context.ts";
import { ClosedPipeError, InterruptedError } from "../../../lib/errors.ts";
import { parseLayout } from "../../../lib/format/layout.ts";
import { type PrintableChunk, printRecords } from "../../../lib/format/print_records.ts";
import { type SampleRecord, source, view } from "./records.ts";

const write = parseLayout("%v;", { raw: true });
const never = new AbortController().signal;

/** A chunk whose batches hold records with these values. */
function chunk(...batches: readonly string[][]): PrintableChunk {
  return {
    ...source,
    batchCount: batches.length,
    visitBatch: (index, visit) =>
      batches[index]!.every((value) => visit(view({ value } as SampleRecord)) !== false),
  };
}

/** An output that stores each write; `perform` can delay or reject it. */
function recorder(perform = (_: string): Promise<void> => Promise.resolve()): {
  readonly output: Output;
  readonly writes: string[];
} {
  const writes: string[] = [];
  const output = {
    isTerminal: false,
    columns: 80,
    styled: false,
    write(data: Uint8Array | string): Promise<void> {
      const text = typeof data === "string" ? data : new TextDecoder().decode(data);
      writes.push(text);
      return perform(text);
    },
  };
  return { output, writes };
}

async function* chunks(...list: readonly PrintableChunk[]): AsyncGenerator<PrintableChunk> {
  yield* list;
}

Deno.test("printRecords() writes each chunk before it requests the next one", async () => {
  const { output, writes } = recorder();
  const seen: string[][] = [];
  async function* watched(): AsyncGenerator<PrintableChunk> {
    yield chunk(["a", "b"], ["c"]);
    seen.push([...writes]);
    yield chunk(["d"]);
    seen.push([...writes]);
  }
  assert.equal(await printRecords(watched(), { write, output, signal: never }), 4);
  assert.deepEqual(seen, [["a;b;c;"], ["a;b;c;", "d;"]]);
});

Deno.test("printRecords() requests no chunk during a write", async () => {
  const gate = Promise.withResolvers<void>();
  const { output } = recorder(() => gate.promise);
  let asked = 0;
  async function* counted(): AsyncGenerator<PrintableChunk> {
    for (asked = 1; asked <= 3; asked++) yield chunk(["a"]);
  }
  const printing = printRecords(counted(), { write, output, signal: never });
  for (let turn = 0; turn < 100; turn++) await Promise.resolve();
  assert.equal(asked, 1);
  gate.resolve();
  assert.equal(await printing, 3);
});

for (
  const [limit, expected] of [[1, "a;"], [2, "a;b;"], [3, "a;b;c;"], [4, "a;b;c;d;"]] as const
) {
  Deno.test(`printRecords() stops after exactly ${limit} of the records`, async () => {
    const { output, writes } = recorder();
    let isClosed = false;
    async function* endless(): AsyncGenerator<PrintableChunk> {
      try {
        yield chunk(["a", "b"], ["c"]);
        while (true) yield chunk(["d", "e"]);
      } finally {
        isClosed = true;
      }
    }
    assert.equal(await printRecords(endless(), { write, output, signal: never, limit }), limit);
    assert.equal(writes.join(""), expected);
    assert.ok(isClosed);
  });
}

Deno.test("printRecords() writes a large chunk in pieces, batch by batch", async () => {
  const { output, writes } = recorder();
  const value = "x".repeat(200_000);
  await printRecords(chunks(chunk([value], [value], [value])), { write, output, signal: never });
  assert.deepEqual(writes.map(({ length }) => length), [400_002, 200_001]);
});

Deno.test("printRecords() throws when the reader of the output is gone", async () => {
  const { output } = recorder(() => Promise.reject(new ClosedPipeError("gone")));
  await assert.rejects(
    printRecords(chunks(chunk(["a"]), chunk(["b"])), { write, output, signal: never }),
    ClosedPipeError,
  );
});

Deno.test("printRecords() writes what was formatted before it passes a failure on", async () => {
  const { output, writes } = recorder();
  const failing: PrintableChunk = {
    ...source,
    batchCount: 2,
    visitBatch(index, visit): boolean {
      if (index === 1) throw new Error("corrupt");
      return visit(view({ value: "a" })) !== false;
    },
  };
  await assert.rejects(
    printRecords(chunks(failing), { write, output, signal: never }),
    /^Error: corrupt$/,
  );
  assert.deepEqual(writes, ["a;"]);
});

Deno.test("printRecords() passes on the interrupt that ended the reading", async () => {
  const { output, writes } = recorder();
  const controller = new AbortController();
  async function* interrupted(): AsyncGenerator<PrintableChunk> {
    yield chunk(["a"]);
    controller.abort(new InterruptedError());
    controller.signal.throwIfAborted();
  }
  await assert.rejects(
    printRecords(interrupted(), { write, output, signal: controller.signal }),
    InterruptedError,
  );
  assert.deepEqual(writes, ["a;"]);
});

Deno.test("printRecords() throws the interrupt even if its reader closes the pipe", async () => {
  const controller = new AbortController();
  const { output } = recorder(() => {
    controller.abort(new InterruptedError());
    return Promise.reject(new ClosedPipeError("gone"));
  });
  await assert.rejects(
    printRecords(chunks(chunk(["a"])), { write, output, signal: controller.signal }),
    InterruptedError,
  );
});
