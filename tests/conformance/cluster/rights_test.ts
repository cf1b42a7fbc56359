import assert from "node:assert/strict";
import type { CliResult } from "../../support/cli/cli.ts";
import { type Run, startKafkaWithRights } from "./_rights.ts";

/** Checks that a command fails because of one right, and that a hint follows. */
async function refused(run: Run, user: string, line: string, error: string): Promise<void> {
  const { status, stderr } = await run(user, line, "text\n");
  const lines = stderr.trimEnd().split("\n");
  const at = lines.findIndex((text) => text.startsWith("error: Cannot "));
  assert.equal(lines[at], `error: ${error}`, `${user}: wah ${line}\n${stderr}`);
  assert.match(lines[at + 1] ?? "", /^hint: Ask an administrator of the cluster for this right/);
  assert.equal(status, 1, `${user}: wah ${line}`);
}

const onOrders = '(on topic "orders")';

/** Commands that are refused: the user, the command line, and the error. */
const refusals: readonly (readonly [user: string, line: string, error: string])[] = [
  ["guest", "consume orders -o :end", `Cannot read topic "orders": Describe ${onOrders}`],
  ["guest", "produce orders", `Cannot write to topic "orders": Describe ${onOrders}`],
  [
    "guest",
    "chat send -u ann -t orders hi",
    `Cannot find the room "orders": Describe ${onOrders}`,
  ],
  ["guest", "topic describe orders", `Cannot describe topic "orders": Describe ${onOrders}`],
  ["guest", "topic list orders", `Cannot list topic "orders": Describe ${onOrders}`],
  ["guest", "topic reset -y orders", `Cannot reset topic "orders": Describe ${onOrders}`],
  ["guest", "topic delete -y orders", `Cannot delete topic "orders": Describe ${onOrders}`],
  [
    "guest",
    "topic create new",
    'Cannot create topic "new": Create (on topic "new", or Create on the cluster)',
  ],
  [
    "guest",
    "group describe readers",
    'Cannot describe group "readers": Describe (on group "readers")',
  ],
  [
    "viewer",
    "consume orders -o :end",
    `Cannot read "orders" partition 0: Read ${onOrders}`,
  ],
  [
    "reader",
    "consume orders -g readers",
    'Cannot join group "readers": Read (on group "readers")',
  ],
  [
    "grouper",
    "consume orders -g readers",
    'Cannot join group "readers": Read (on group "readers")',
  ],
  ["mover", "consume orders -g readers", `Cannot read "orders" partition 0: Read ${onOrders}`],
  ["viewer", "chat log -t orders", `Cannot read "orders" partition 0: Read ${onOrders}`],
  ["viewer", "produce orders", `Cannot write to topic "orders": Write ${onOrders}`],
  ["viewer", "chat send -u ann -t orders hi", `Cannot write to topic "orders": Write ${onOrders}`],
  ["viewer", "topic delete -y orders", `Cannot delete topic "orders": Delete ${onOrders}`],
  [
    "viewer",
    "topic trim -y orders -o end",
    `Cannot trim topic "orders" partition 0: Delete ${onOrders}`,
  ],
  [
    "viewer",
    "topic alter orders --set retention.ms=1000",
    `Cannot alter topic "orders": AlterConfigs ${onOrders}`,
  ],
  [
    "viewer",
    "topic add-partitions orders --to 2",
    `Cannot extend topic "orders": Alter ${onOrders}`,
  ],
  [
    "viewer",
    "topic reset -y --keep-offsets orders",
    `Cannot truncate partition 0 of "orders": Delete ${onOrders}`,
  ],
  ["guest", "copy orders other", `Cannot read topic "orders": Describe ${onOrders}`],
  ["viewer", "copy orders other", `Cannot read "orders" partition 0: Read ${onOrders}`],
  ["reader", "copy orders orders", `Cannot write to topic "orders": Write ${onOrders}`],
  ["reader", "produce orders", `Cannot write to topic "orders": Write ${onOrders}`],
  [
    "cleaner",
    "topic reset -y orders",
    `Cannot read the configs of topic "orders": DescribeConfigs ${onOrders}`,
  ],
  [
    "grouper",
    "group delete -y readers",
    'Cannot delete group "readers": Delete (on group "readers")',
  ],
  [
    "grouper",
    "group delete-offsets -y readers",
    'Cannot delete offsets of group "readers": Delete (on group "readers")',
  ],
  [
    "grouper",
    "group seek -y readers --to start",
    'Cannot move the offset of group "readers" in topic "orders" partition 0: ' +
    'Read (on group "readers")',
  ],
  [
    "mover",
    "group seek -y readers --to start",
    `Cannot move the offset of group "readers" in topic "orders" partition 0: Read ${onOrders}`,
  ],
];

/** Writes out an error of {@link refusals}. */
function written(error: string): string {
  const [, action, operation, where] = /^(.*): (\w+) \((.*)\)$/.exec(error)!;
  const code = operation === "Write" && !action!.includes("deliver")
    ? "CLUSTER"
    : where!.includes("group")
    ? "GROUP"
    : "TOPIC";
  return `${action}: not authorized for ${operation} ${where} (${code}_AUTHORIZATION_FAILED)`;
}

async function json(result: Promise<CliResult>): Promise<Record<string, unknown>[]> {
  const { status, stdout, stderr } = await result;
  assert.deepEqual([status, stderr], [0, ""]);
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

async function checkDescriptions(run: Run): Promise<void> {
  const problem = (topic: string): string =>
    `not authorized for DescribeConfigs on topic "${topic}"`;
  const text = await run("viewer", "topic describe orders");
  assert.deepEqual([text.status, text.stderr], [0, ""]);
  assert.match(text.stdout, new RegExp(`\nConfigs: +${problem("orders")}\n`));
  assert.match(text.stdout, /\nPARTITION .*\n +0 +1 +1 +1 +0 +2 +2 /);
  const all = await json(run("auditor", "topic describe -r o.* -o jsonl"));
  assert.deepEqual(
    all.map(({ topic, partitions, configs, configs_problem }) => [
      ...[topic, partitions, configs_problem],
      (configs as { name: string }[] | null)?.some(({ name }) => name === "retention.ms") ?? null,
    ]),
    [["orders", 1, null, true], ["other", 1, problem("other"), null]],
  );
  const mixed = await run("viewer", "topic describe orders hidden");
  assert.equal(mixed.status, 1);
  assert.match(mixed.stdout, /^Topic: +orders\n/);
  assert.match(mixed.stderr, /not authorized for Describe on topic "hidden" /);
}

async function checkLists(run: Run): Promise<void> {
  const names = async (user: string): Promise<unknown[]> =>
    (await json(run(user, "topic list -o jsonl"))).map(({ topic }) => topic);
  assert.deepEqual(await names("viewer"), ["orders", "other"]);
  assert.deepEqual(await names("reader"), ["orders"]);
  const none = await run("guest", "topic list");
  assert.deepEqual([none.status, none.stderr], [0, ""]);
  assert.match(none.stdout, /^TOPIC [^\n]+\n$/);
  const hidden = await run("guest", "group list");
  assert.deepEqual([hidden.status, hidden.stderr], [0, ""]);
  assert.match(hidden.stdout, /^GROUP [^\n]+\n$/);
  const listed = await run("watcher", "group list");
  assert.equal(listed.status, 0, listed.stderr);
  assert.match(listed.stdout, /\nreaders +Empty +- +- +1\n$/);
  assert.equal(
    listed.stderr,
    "Members and lag of 1 group are not shown: " +
      'not authorized for Describe on group "readers"\n',
  );
  const [row] = await json(run("grouper", "group list -o jsonl"));
  assert.deepEqual([row!["group"], row!["members"], row!["lag"]], ["readers", 0, 1]);
}

async function checkGroups(run: Run): Promise<void> {
  const [described] = await json(run("grouper", "group describe readers -o jsonl"));
  const [partition] = described!["partitions"] as Record<string, unknown>[];
  assert.deepEqual(
    [described!["lag"], partition!["committed"], partition!["lag_ms"]],
    [1, 1, null],
    "without Read on the topic, the age of the oldest record is unknown",
  );
}

async function checkRecords(run: Run): Promise<void> {
  const read = await run("reader", "consume orders -o :end -f %v\\n");
  assert.deepEqual([read.status, read.stdout], [0, "one\ntwo\n"], read.stderr);
  const wrote = await run("writer", "produce orders", "three\n");
  assert.equal(wrote.status, 0, wrote.stderr);
  const other = await run("mixed", "produce other", "no\n");
  assert.equal(other.status, 1);
  assert.equal(
    other.stderr.split("\n")[0],
    'error: line 1: Cannot deliver a record to "other" partition 0: not authorized for Write on ' +
      'topic "other" (TOPIC_AUTHORIZATION_FAILED), it was not written',
  );
}

async function checkCopy(run: Run): Promise<void> {
  const copied = await run("copier", "copy orders other");
  assert.equal(copied.status, 1);
  assert.equal(
    copied.stderr,
    'error: "orders" partition 0 offsets 0 to 2: not authorized for Write on topic "other" ' +
      "(TOPIC_AUTHORIZATION_FAILED)\nerror: Cannot copy 3 of 3 records: see above\n",
  );
  const created = await run("copier", "copy orders new --create");
  assert.equal(created.status, 1);
  assert.match(
    created.stderr,
    /^error: Cannot write to topic "new": not authorized for Describe /,
  );
}

async function checkChat(run: Run): Promise<void> {
  const sent = await run("reader", "chat -u ann -t orders", "hi\n");
  assert.deepEqual(
    [sent.status, sent.stderr],
    [
      1,
      'error: Cannot send line 1 (2 bytes): Cannot write to topic "orders": not authorized for ' +
      'Write on topic "orders" (CLUSTER_AUTHORIZATION_FAILED)\n' +
      "error: Cannot send 1 of 1 lines: the broker did not accept them\n",
    ],
  );
  const read = await run("reader", "chat log -t orders");
  assert.equal(read.status, 0, read.stderr);
  assert.match(read.stdout, /one/);
}

async function checkResetInPlace(run: Run): Promise<void> {
  const wrote = await run("writer", "produce orders", "four\n");
  assert.equal(wrote.status, 0, wrote.stderr);
  const reset = await run("cleaner", "topic reset -y --keep-offsets orders");
  assert.equal(reset.status, 0, reset.stderr);
  assert.match(reset.stdout, /\norders +OK +1 +1 +1\n$/);
  assert.doesNotMatch(reset.stderr, /CONFIGS/);
}

async function checkReset(run: Run): Promise<void> {
  const kept = await run("deleter", "topic reset -y orders");
  assert.equal(kept.status, 1);
  assert.match(
    kept.stderr,
    new RegExp(
      '\nerror: Cannot reset topic "orders": not authorized for Create on topic "orders", or ' +
        "Create on the cluster \\(TOPIC_AUTHORIZATION_FAILED\\)\nhint: Nothing was changed; .*\n$",
    ),
  );
  const reset = await run("resetter", "topic reset -y orders");
  assert.equal(reset.status, 0, reset.stderr);
  assert.match(reset.stdout, /\norders +OK +1 +1 +3\n$/);
}

Deno.test("wah shows what a user is authorized for, and names the missing right", async (t) => {
  await using kafka = await startKafkaWithRights();
  const { run } = kafka;
  for (const [user, line, error] of refusals) {
    await t.step(`wah ${line}, as ${user}`, async () => {
      await refused(run, user, line, written(error));
    });
  }
  await t.step("topic describe, without DescribeConfigs", () => checkDescriptions(run));
  await t.step("topic list and group list", () => checkLists(run));
  await t.step("group describe, without Read on the topic", () => checkGroups(run));
  await t.step("consume and produce", () => checkRecords(run));
  await t.step("copy, without Write on the target", () => checkCopy(run));
  await t.step("chat, with Read alone", () => checkChat(run));
  await t.step("topic reset, with and without Create", () => checkReset(run));
  await t.step("topic reset --keep-offsets, with Delete alone", () => checkResetInPlace(run));
});
