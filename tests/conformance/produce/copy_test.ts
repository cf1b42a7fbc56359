import assert from "node:assert/strict";
import fc from "fast-check";
import { anyRecord } from "../../support/any_record.ts";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { runCli } from "../../support/cli/cli.ts";

const { brokers } = broker();
const runs = 15;

const record = anyRecord({ headerKey: fc.string(), maxHeaders: 3 });

/** All records as JSON lines, without topic and offset. */
async function consumed(topic: string): Promise<string[]> {
  const { stdout, status } = await runCli(["consume", topic, "-o", ":end", "-f", "jsonl"], {
    brokers,
  });
  assert.equal(status, 0);
  return stdout.trim().split("\n").map((line) =>
    line.replace(/^\{"topic":"[^"]*",/, "{").replace(/,"offset":\d+\}$/, "}")
  ).sort();
}

Deno.test("wah consume and wah produce copy any records", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 20 }), async (records) => {
      const [source, target] = [uniqueTopic("source"), uniqueTopic("target")];
      await runCli(["topic", "create", source, target, "-p", "2"], { brokers });
      const lines = records.map((one) => `${JSON.stringify(one)}\n`).join("");
      const written = await runCli(["produce", source, "-f", "jsonl"], { brokers, stdin: lines });
      assert.equal(written.status, 0, written.stderr);
      const { stdout } = await runCli(["consume", source, "-o", ":end", "-f", "jsonl"], {
        brokers,
      });
      const copied = await runCli(["produce", target, "-f", "jsonl"], { brokers, stdin: stdout });
      assert.equal(copied.status, 0, copied.stderr);
      const found = await consumed(target);
      assert.deepEqual(found, await consumed(source));
      assert.equal(found.length, records.length);
      await runCli(["topic", "delete", "-y", source, target], { brokers });
    }),
    { numRuns: runs },
  );
});
