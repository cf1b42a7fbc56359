import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { runCli } from "../../support/cli/cli.ts";

const { brokers } = broker();

Deno.test("wah runs rpk's words for produce, consume, alter-config and trim-prefix", async () => {
  const topic = uniqueTopic("rpk");
  const run = async (words: readonly string[], stdin = ""): Promise<string> => {
    const { status, stdout, stderr } = await runCli(["topic", ...words], { brokers, stdin });
    assert.equal(status, 0, stderr);
    return stdout;
  };
  await run(["create", topic]);
  const produced = ["-f", "%k %v\\n", "--output-format", "%o\\n", "--acks", "-1"];
  assert.equal(await run(["produce", topic, ...produced], "a 1\nb 2\n"), "0\n1\n");
  assert.equal(await run(["consume", topic, "-o", ":end", "-f", "%k=%v\\n"]), "a=1\nb=2\n");
  const altered = await run(["alter-config", topic, "--set", "retention.ms=1000"]);
  assert.match(altered, /retention\.ms +604800000 +1000\n/);
  assert.match(await run(["trim-prefix", topic, "-o", "1", "-y"]), / 1 +OK\n/);
  assert.equal(await run(["consume", topic, "-o", ":end", "-f", "%k=%v\\n"]), "b=2\n");
});
