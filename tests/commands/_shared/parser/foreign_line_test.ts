import assert from "node:assert/strict";
import { runCli } from "../../../support/cli/cli.ts";

/** A closed port of this machine: a line that is accepted exits with 3. */
const nowhere = "127.0.0.1:1";

const accepted: readonly string[] = [
  "topic produce orders -k a -z lz4 --acks 1 -p 0 --output-format %o x",
  "topic produce orders -H a=b -Z --tombstone --compression none x",
  "topic consume orders -o :end -f %v -n 3 -p 0,1 --read-committed",
  "topic alter-config orders --set retention.ms=1000 -d cleanup.policy",
  "topic alter-config orders --append cleanup.policy=compact --subtract a=b",
  "topic add-partitions orders -n 2",
  "topic add-partitions orders --num 2",
  "topic trim-prefix orders -o end -p 0 -y",
  "topic trim-prefix orders --offset @-1h --partitions 0 -y",
  "group seek billing --to start -y",
  "group seek billing --to 42 --allow-new-topics -y",
  "cluster health",
];

for (const line of accepted) {
  Deno.test(`wah runs "${line}", whose flags mean the same in rpk`, async () => {
    const { status, stderr } = await runCli(line.split(" "), { brokers: nowhere });
    assert.equal(status, 3, stderr);
    assert.match(stderr, /^error: Cannot /);
  });
}

const renamed = "has another name or meaning here";
const missing = "has no equivalent";

const refused: readonly (readonly [line: string, found: string, hint: string])[] = [
  ["topic produce orders -o %v", `-o ${renamed}`, "wah produce orders --output-format %v"],
  ["topic produce orders -k a -H x:y", `-H ${renamed}`, "wah produce orders -k a -H x=y"],
  [
    "topic produce orders --delivery-timeout 5s -Z",
    `--delivery-timeout ${missing}`,
    "wah produce orders -Z",
  ],
  [
    "topic consume a.b -r -o end",
    "its arguments have another meaning here",
    "wah consume '.*(a.b).*' -r -o end",
  ],
  ["topic consume orders -n 2 --meta-only", `--meta-only ${missing}`, "wah consume orders -n 2"],
  [
    "topic consume orders --pretty-print=false",
    `--pretty-print ${renamed}`,
    "wah consume orders -f jsonl",
  ],
  ["topic alter-config a -s k=v", `-s ${renamed}`, "wah topic alter a --set k=v"],
  ["topic alter-config a --set k:v=w", `--set ${renamed}`, "wah topic alter a --set k=v=w"],
  [
    "topic alter-config a --delete k --dry",
    `--delete ${renamed}`,
    "wah topic alter a --unset k --dry-run",
  ],
  [
    "topic add-partitions a -n 2 --force",
    `--force ${missing}`,
    "wah topic add-partitions a -n 2",
  ],
  [
    "topic trim-prefix a -o 5 --no-confirm",
    `--no-confirm ${renamed}`,
    "wah topic trim a -o 5 --yes",
  ],
  ["topic trim-prefix a -f plan.txt", `-f ${missing}`, "wah topic trim a"],
  ["group seek g --to-group h", `--to-group ${renamed}`, "wah group seek g --to group:h"],
  [
    "group seek g --to-file p.txt --allow-new-topics",
    `--to-file ${renamed}`,
    "wah group seek g --to file:p.txt --allow-new-topics",
  ],
  [
    "group seek g --to end --topics a,b",
    `--topics ${renamed}`,
    "wah group seek g --to end -t a -t b",
  ],
  ["cluster health -w", `-w ${renamed}`, "wah health --watch"],
  ["cluster health -e", `-e ${renamed}`, "wah health --wait"],
];

for (const [line, found, command] of refused) {
  Deno.test(`wah answers "${line}" with its own command`, async () => {
    const words = line.split(" ");
    const { status, stdout, stderr } = await runCli(words, { brokers: nowhere });
    const path = words.slice(0, 2).join(" ");
    assert.equal(
      stderr,
      `error: Cannot run "wah ${path}": ${found}\nhint: Run ${command}\n`,
    );
    assert.deepEqual({ status, stdout }, { status: 2, stdout: "" });
  });
}

Deno.test("wah answers rpk's words with the global flags in their place", async () => {
  const { stderr } = await runCli(
    ["topic", "produce", "-b", nowhere, "my topic", "-o", "%v\\n", "-q"],
  );
  assert.match(
    stderr,
    /\nhint: Run wah produce 'my topic' -b 127\.0\.0\.1:1 --output-format '%v\\n' -q\n$/,
  );
});

for (const digits of ["1700000000", "1700000000000", "1700000000000000000"]) {
  Deno.test(`wah group seek rejects --to ${digits}, which rpk reads as a time`, async () => {
    const { status, stderr } = await runCli(["group", "seek", "g", "--to", digits, "-y"]);
    assert.equal(status, 2);
    assert.match(stderr, /it can be a time or an offset\nhint: Use @1700000000/);
    assert.match(stderr, new RegExp(`offset:${digits}\n$`));
  });
}

const infoHints = [
  ["", "Run wah health for the brokers, and wah topic list for the topics"],
  [" -c", "Run wah health"],
  [" -t -i", "Run wah topic list -i"],
  [" -t orders", "Run wah topic list orders"],
  [" -d -t orders", "Run wah topic describe orders"],
] as const;

for (const [flags, hint] of infoHints) {
  Deno.test(`wah names its commands for "cluster info${flags}"`, async () => {
    const { status, stderr } = await runCli(`cluster info${flags}`.split(" "));
    assert.equal(
      stderr,
      'error: Cannot run "wah cluster info": wah shows brokers and topics separately\n' +
        `hint: ${hint}\n`,
    );
    assert.equal(status, 2);
  });
}

Deno.test("wah reports flags that neither rpk nor wah has as unknown", async () => {
  const { status, stderr } = await runCli(["topic", "produce", "orders", "--kee", "a"]);
  assert.equal(status, 2);
  assert.match(stderr, /^error: Cannot run "wah topic produce": unknown flag "--kee"/);
});

Deno.test("wah shows its own help for rpk's words, and hides them", async () => {
  const [own, foreign, topic, root] = await Promise.all(
    [["produce"], ["topic", "produce"], ["topic"], []].map((words) => runCli([...words, "--help"])),
  );
  assert.equal(foreign!.stdout, own!.stdout);
  assert.doesNotMatch(topic!.stdout, /alter-config|trim-prefix|^ {2}produce/m);
  assert.doesNotMatch(root!.stdout, /^ {2}cluster/m);
});
