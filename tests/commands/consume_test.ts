import assert from "node:assert/strict";
import { runCli } from "../support/cli.ts";

for (
  const [argv, expected] of [
    [
      ["-f", "%v %s\\n"],
      'error: Cannot read format "%v %s\\\\n": unknown verb "%s", accepted are %t %k %v %T %K %V ' +
      "%H %h{...} %p %o %e %d %a{...} %x %y %i %[ %| %] and %% %{ %}, at column 4\n" +
      "hint: kcat's %s, the value, is %v here\n",
    ],
    [
      ["-f", "yaml"],
      'error: Cannot read format "yaml": unknown, accepted are json, jsonl and a layout such as ' +
      '"%v\\n"\nhint: See wah consume --help\n',
    ],
    [
      ["-p", "0,x"],
      'error: Cannot use "0,x" for -p: accepted are partition numbers with commas, as in 0,2,5\n',
    ],
    [
      ["-p", ""],
      'error: Cannot use "" for -p: accepted are partition numbers with commas, as in 0,2,5\n',
    ],
    [
      ["-n", "-1"],
      'error: Cannot use "-1" for -n: accepted are whole numbers from 0 to 9999999999\n',
    ],
  ] as const
) {
  Deno.test(`wah consume refuses ${argv.join(" ")} before it looks for a broker`, async () => {
    const result = await runCli(["consume", "orders", ...argv], { brokers: "127.0.0.1:1" });
    assert.equal(result.stderr, expected);
    assert.equal(result.stdout, "");
    assert.equal(result.status, 2);
  });
}

Deno.test("wah consume points at the place where it cannot read an offset", async () => {
  const result = await runCli(["consume", "orders", "-o", "5:x"], { brokers: "127.0.0.1:1" });
  assert.match(result.stderr, /^error: Cannot read offsets "5:x": .*, at column 3\nhint: /);
  assert.equal(result.status, 2);
});

Deno.test("wah consume takes an offset that begins with a dash as one", async () => {
  const result = await runCli(["consume", "orders", "-o", "-3:x"], { brokers: "127.0.0.1:1" });
  assert.match(result.stderr, /^error: Cannot read offsets "-3:x": /);
  assert.equal(result.status, 2);
});

Deno.test("wah consume needs a topic", async () => {
  const result = await runCli(["consume"]);
  assert.match(result.stderr, /missing required argument "topic"/);
  assert.equal(result.status, 2);
});

Deno.test("wah consume without a broker ends with 3", async () => {
  const result = await runCli(["consume", "orders"], { brokers: "127.0.0.1:1" });
  assert.match(result.stderr, /127\.0\.0\.1:1/);
  assert.equal(result.stdout, "");
  assert.equal(result.status, 3);
});

Deno.test("wah consume --help says what formats and offsets there are", async () => {
  const result = await runCli(["consume", "--help"]);
  assert.match(result.stdout, /%v %k %t value, key, topic/);
  assert.match(result.stdout, /A:B, :B, A:end, :end/);
  assert.equal(result.stderr, "");
  assert.equal(result.status, 0);
});
