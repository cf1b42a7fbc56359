import assert from "node:assert/strict";
import { broker } from "../../support/brokers/broker.ts";
import { runCli } from "../../support/cli/cli.ts";
import { kcat } from "../../support/kafka/kcat.ts";
import { topicOf } from "../../support/brokers/records.ts";

const { brokers } = broker();
const timestamp = 1_700_000_000_123n;

async function consumed(topic: string, ...argv: readonly string[]): Promise<string> {
  const result = await runCli(["consume", topic, "-o", ":end", ...argv], { brokers });
  assert.equal(result.stderr, "");
  assert.equal(result.status, 0);
  return result.stdout;
}

Deno.test("wah consume prints JSON by default, each record on several lines", async () => {
  await using topic = await topicOf([
    { key: "k", value: "v", headers: [["h", "x"], ["h", null]], timestamp },
    { timestamp },
  ]);
  const { name } = topic;
  assert.equal(
    await consumed(name),
    `{
  "topic": "${name}",
  "key": "k",
  "value": "v",
  "headers": [
    {
      "key": "h",
      "value": "x"
    },
    {
      "key": "h",
      "value": null
    }
  ],
  "timestamp": 1700000000123,
  "partition": 0,
  "offset": 0
}
{
  "topic": "${name}",
  "key": null,
  "value": null,
  "headers": [],
  "timestamp": 1700000000123,
  "partition": 0,
  "offset": 1
}
`,
  );
});

Deno.test("wah consume -f jsonl distinguishes null, empty and binary values", async () => {
  await using topic = await topicOf([
    { key: "", value: "", headers: [["", ""], ["", null]], timestamp },
    { key: Uint8Array.of(0xff, 0), value: Uint8Array.of(0xc3), timestamp },
  ]);
  const { name } = topic;
  assert.equal(
    await consumed(name, "-f", "jsonl"),
    `{"topic":"${name}","key":"","value":"","headers":[{"key":"","value":""},` +
      '{"key":"","value":null}],"timestamp":1700000000123,"partition":0,"offset":0}\n' +
      `{"topic":"${name}","key":{"base64":"/wA="},"value":{"base64":"ww=="},"headers":[],` +
      '"timestamp":1700000000123,"partition":0,"offset":1}\n',
  );
});

Deno.test("wah consume prints a percent format with raw bytes into a pipe", async () => {
  await using topic = await topicOf([
    { key: "k", value: Uint8Array.of(0xff, 0x1b, 0), headers: [["h", "x"]], timestamp },
  ]);
  const argv = ["consume", topic.name, "-o", ":end", "-f"];
  const layout = "%k|%v|%h{%k=%v}|%p %o %d %a{compression} %[ %] %d{strftime[%F]}\\n";
  const { stdoutBytes } = await runCli([...argv, layout], { brokers });
  assert.deepEqual([...stdoutBytes.subarray(0, 6)], [0x6b, 0x7c, 0xff, 0x1b, 0, 0x7c]);
  assert.equal(
    new TextDecoder().decode(stdoutBytes.subarray(6)),
    "h=x|0 0 1700000000123 none 0 1 2023-11-14\n",
  );
});

Deno.test("wah consume escapes hostile text on a terminal, but not with --raw", async () => {
  const hostile = "\x1b]0;owned\x07\u202e";
  await using topic = await topicOf([{
    key: hostile,
    value: hostile,
    headers: [["\x1b", "\x9b"]],
  }]);
  const argv = ["consume", topic.name, "-o", ":end", "-q"];
  const terminal = { brokers, isTerminal: true };
  const layout = ["-f", "%k %v %h{%k=%v}\\n"];
  assert.equal(
    (await runCli([...argv, ...layout], terminal)).stdout,
    "\\x1b]0;owned\\x07\\u202e \\x1b]0;owned\\x07\\u202e \\x1b=\\x9b\n",
  );
  assert.equal(
    (await runCli([...argv, ...layout, "--raw"], terminal)).stdout,
    `${hostile} ${hostile} \x1b=\x9b\n`,
  );
  const json = (await runCli([...argv, "-f", "jsonl"], terminal)).stdout;
  assert.ok(json.includes('"key":"\\u001b]0;owned\\u0007\\u202e"'), json);
});

for (const codec of ["none", "gzip", "snappy", "lz4", "zstd"] as const) {
  Deno.test(`wah consume reads what kcat compressed with ${codec}`, async () => {
    await using topic = await topicOf([]);
    const lines = Array.from({ length: 500 }, (_, index) => `${index} ${"x".repeat(index)}\n`);
    // kcat sends a batch uncompressed if the codec does not shrink it, so all records are in one
    // batch.
    const whole = ["-X", "linger.ms=60000", "-X", `batch.num.messages=${lines.length}`];
    await kcat(["-P", "-b", brokers, "-t", topic.name, "-z", codec, ...whole], lines.join(""));
    assert.equal(await consumed(topic.name, "-f", "%v\\n"), lines.join(""));
    assert.match(
      await consumed(topic.name, "-f", "%a{compression} "),
      new RegExp(`^(${codec} )+$`),
    );
  });
}
