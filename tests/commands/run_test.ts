import assert from "node:assert/strict";
import { runCli } from "../support/cli/cli.ts";

/** A closed port of this machine, which refuses every connection at once. */
const nowhere = "127.0.0.1:1";

const usageErrors: readonly (readonly [line: string, error: string, hint?: string])[] = [
  [
    "topci",
    'Cannot run "wah": unknown command "topci", expected chat, topic, consume, ' +
    "produce, copy, group, acl, user, quota, txn, schema, health, doctor, profile, dev, mcp, " +
    "completions or help",
    "Did you mean topic?",
  ],
  ["--foo", 'Cannot run "wah": unknown flag "--foo"', "See wah --help"],
  [
    "topic",
    'Cannot run "wah topic": no command given, expected create, delete, reset, list, alter, ' +
    "add-partitions, trim or describe",
    "See wah topic --help",
  ],
  [
    "topic crate orders",
    'Cannot run "wah topic": unknown command "crate", expected create, delete, reset, list, ' +
    "alter, add-partitions, trim or describe",
    "Did you mean create?",
  ],
  [
    "topic create",
    'Cannot run "wah topic create": missing argument TOPIC',
    "See wah topic create --help",
  ],
  [
    "topic create orders --partitons 3",
    'Cannot run "wah topic create": unknown flag "--partitons"',
    "Did you mean --partitions?",
  ],
  [
    "topic create orders -p",
    'Cannot run "wah topic create": -p needs a value',
    "See wah topic create --help",
  ],
  [
    "topic create orders -p 0",
    'Cannot use "0" for --partitions: expected a whole number from 1 to 2147483647',
  ],
  [
    "topic create orders -r 40000",
    'Cannot use "40000" for --replicas: expected a whole number from 1 to 32767',
  ],
  [
    "topic create orders -c retention.ms",
    'Cannot use "retention.ms" for --config: expected KEY=VALUE',
  ],
  [
    "topic create orders -o xml",
    'Cannot use "xml" for --output: expected text, json, jsonl or yaml',
  ],
  [
    "topic create orders --password secret",
    'Cannot use "--password": other users of this machine can read command lines',
    "Set WAH_SASL_PASSWORD in the environment, or use --password-file",
  ],
  [
    "topic create orders --brokers http://localhost",
    'Cannot read "http://localhost" as a broker address: it has a scheme',
    'Try "localhost"',
  ],
  [
    "topic delete orders",
    "Cannot delete topics: confirmation is required, but there is no terminal",
    "Add --yes to skip the confirmation",
  ],
  ...["topic delete -y -r a [", "topic list -r [", "topic describe -r ["].map((line) => (
    [
      line,
      "Cannot read regular expression: missing closing ], at column 1\n    [\n    ^",
      'Use ".*" for any name, and "\\." for a dot',
    ] as const
  )),
  [
    "topic reset orders",
    "Cannot reset topics: confirmation is required, but there is no terminal",
    "Add --yes to skip the confirmation",
  ],
  [
    "chat good morning",
    'Cannot run "wah chat": unknown command "good", expected send, edit, delete or log',
    "To send it: wah chat send good morning",
  ],
  [
    "health extra",
    'Cannot run "wah health": unexpected argument "extra", expected none',
    "See wah health --help",
  ],
  [
    "health --wait --watch",
    'Cannot run "wah health": --wait cannot be combined with --watch',
    "See wah health --help",
  ],
  [
    "health --admin-url ftp://localhost",
    'Cannot read "ftp://localhost" as the address of an admin API',
    "Use http://HOST:PORT",
  ],
  [
    "help nonsense",
    'Cannot show help for "nonsense": there is no such command',
    "See wah --help",
  ],
];

for (const [line, error, hint] of usageErrors) {
  Deno.test(`run() refuses: wah ${line}`, async () => {
    const result = await runCli(line.split(" "), { brokers: nowhere });
    const hintLine = hint === undefined ? "" : `hint: ${hint}\n`;
    assert.deepEqual(
      [result.status, result.stdout, result.stderr],
      [2, "", `error: ${error}\n${hintLine}`],
    );
  });
}

Deno.test("run() shows control characters of what was typed, and obeys none", async () => {
  const { status, stderr } = await runCli(["\x1b[31mred\r\nnext"]);
  assert.equal(status, 2);
  assert.equal(
    stderr,
    'error: Cannot run "wah": unknown command "\\x1b[31mred\\r\\nnext", expected chat, ' +
      "topic, consume, produce, copy, group, acl, user, quota, txn, schema, health, doctor, " +
      "profile, dev, mcp, completions or help\n" +
      "hint: See wah --help\n",
  );
});

for (const argv of [[], ["--help"], ["-h"], ["help"]]) {
  Deno.test(`run() prints the commands on stdout for: wah ${argv.join(" ")}`, async () => {
    const { status, stdout, stderr } = await runCli(argv);
    assert.deepEqual([status, stderr], [0, ""]);
    assert.match(stdout, /\nExamples:\n {2}wah chat -u bob /);
    assert.match(stdout, /\n {2}health +check cluster/);
  });
}

for (const argv of [["topic", "create", "--help"], ["topic", "help", "create"]]) {
  Deno.test(`run() prints the help of one command for: wah ${argv.join(" ")}`, async () => {
    const { status, stdout, stderr } = await runCli(argv);
    assert.deepEqual([status, stderr], [0, ""]);
    assert.match(stdout, /\nExamples:\n {2}wah topic create orders /);
    assert.match(stdout, /\nGlobal flags:\n {2}-b, --brokers /);
  });
}

/** The words of the command lines that a help shows as examples. */
async function examplesOf(path: readonly string[]): Promise<string[][]> {
  const { stdout } = await runCli([...path, "--help"]);
  const lines = [...stdout.matchAll(/^ {2}wah (.*?) {3,}\S/gm)].map((match) => match[1]!);
  return lines.map((line) => (
    [...line.matchAll(/'([^']*)'|\S+/g)].map((word) => word[1] ?? word[0])
  ));
}

for (
  const [path, count] of [
    ["", 4],
    ["topic", 5],
    ["topic create", 3],
    ["topic delete", 4],
    ["topic reset", 3],
    ["topic list", 3],
    ["topic describe", 4],
    ["consume", 6],
  ] as const
) {
  Deno.test(`run() accepts each example in the help of: wah ${path}`, async () => {
    const examples = await examplesOf(path.split(" ").filter((word) => word !== ""));
    const asked = examples.filter(([name]) => name !== "dev");
    assert.equal(asked.length, count);
    for (const words of asked) {
      const { status, stderr } = await runCli(["-y", ...words], { brokers: nowhere });
      assert.equal(status, 3, `wah ${words.join(" ")}: ${stderr}`);
    }
  });
}

for (const argv of [["--color", "always", "--help"], ["topic", "help", "--color=always"]]) {
  Deno.test(`run() prints bold headings for: wah ${argv.join(" ")}`, async () => {
    const { status, stdout } = await runCli(argv);
    assert.equal(status, 0);
    assert.ok(stdout.includes("\x1b[1mUsage:\x1b"));
  });
}

Deno.test("run() prints the version", async () => {
  const { status, stdout } = await runCli(["--version"]);
  assert.equal(status, 0);
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
});

Deno.test("run() returns 0 if the help is not read", async () => {
  const { status, stderr } = await runCli(["--help"], { stdoutClosesAfter: 0 });
  assert.deepEqual([status, stderr], [0, ""]);
});

for (
  const line of [
    "topic create orders",
    "topic delete -y orders",
    "topic delete orders -y",
    "-y topic delete orders",
    "topic -y delete orders",
    "topic delete -ry orders",
    "topic reset -y orders",
    "health",
  ]
) {
  Deno.test(`run() returns 3 if nothing listens: wah ${line}`, async () => {
    const result = await runCli(line.split(" "), { brokers: nowhere });
    assert.deepEqual([result.status, result.stdout], [3, ""]);
    assert.match(
      result.stderr,
      /^error: Cannot reach a broker at 127\.0\.0\.1:1: connection refused\nhint: [^\n]+\n$/,
    );
  });
}

Deno.test("run() adds the causes of an error with --verbose", async () => {
  const { stderr } = await runCli(["health", "--verbose"], { brokers: nowhere });
  assert.match(stderr, /\ncause: ConnectionLostError: /);
});

Deno.test("run() prefers the brokers of the flag to those of the environment", async () => {
  const { stderr } = await runCli(["health", "-b", "127.0.0.1:2"], {
    env: { WAH_BROKERS: "127.0.0.1:3", RPK_BROKERS: "127.0.0.1:4" },
  });
  assert.match(stderr, /127\.0\.0\.1:2: /);
});

Deno.test("run() ends with 130 and without a word when it is interrupted", async () => {
  const { InterruptedError } = await import("../../lib/errors.ts");
  const { status, stdout, stderr } = await runCli(["health"], {
    brokers: nowhere,
    signal: AbortSignal.abort(new InterruptedError()),
  });
  assert.deepEqual([status, stdout, stderr], [130, "", ""]);
});

Deno.test("run() reports a port that speaks HTTP instead of Kafka", async () => {
  const { startAdminApi } = await import("../support/peers/admin_api.ts");
  await using api = startAdminApi(() => new Response("hello"));
  const { status, stderr } = await runCli(["health"], { brokers: api.url.host });
  assert.equal(status, 3);
  assert.equal(
    stderr,
    `error: Cannot reach a broker at ${api.url.host}: this port speaks HTTP, not Kafka\n` +
      "hint: Use the broker's Kafka port, usually 9092; wah doctor shows each step\n",
  );
});
