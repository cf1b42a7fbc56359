import assert from "node:assert/strict";
import { runFlags } from "../../commands/_shared/permissions.ts";
import { formatAddress } from "../../lib/text/format_address.ts";
import { startEmbeddedBroker } from "../support/brokers/embedded_broker.ts";
import { listen } from "../support/peers/listener.ts";
import { type ProcessResult, runProcess } from "../support/cli/process.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { bareEnvironment, offline, root, runOk } from "./_machine.ts";

/** Commands that together load every package, and the files of every command. */
const lines = [
  "--version",
  "health -o jsonl",
  "topic create orders",
  "topic crate orders",
  "topic list",
  "topic describe orders -o jsonl",
  "chat send -u bob -f json salut",
  "chat send -u bob -f protobuf salut",
  "chat log -n 0",
  "consume orders -o :end",
  "consume orders -o :end -f %vv",
  "consume chat-room -o :end -f jsonl",
  "topic reset -y chat-room",
  "dev status",
  "dev -- true",
];

/** A line that Deno itself prints. */
const denoPrints = /Download|Warning|Failed caching|error sending request|new release/;

/** A way to run wah from a checkout. */
interface Form {
  /** The command that caches the packages: the first run, or one before it. */
  readonly first: readonly string[];
  readonly words: readonly string[];
}

const run = ["run", "--quiet", "--cached-only", ...runFlags({ keepsData: true }), "main.ts"];

const forms: Readonly<Record<string, Form>> = {
  "deno task wah": {
    first: ["task", "-q", "wah", "--help"],
    words: ["task", "-q", "wah"],
  },
  "deno run, after deno install": { first: ["install"], words: run },
};

for (const [name, { first, words }] of Object.entries(forms)) {
  Deno.test(`${name}: only the first run uses a registry, or prints lines of Deno`, async () => {
    await using folder = await tempFolder();
    await using broker = await startEmbeddedBroker();
    await using registry = listen(() => Promise.resolve());
    const env = {
      ...bareEnvironment(folder.path),
      DENO_DIR: folder.file("deno"),
      WAH_BROKERS: broker.brokers,
    };
    await runOk(Deno.execPath(), first, { cwd: root, env });
    // Deno also checks for a newer version; the tasks turn that off.
    const later = { ...env, DENO_NO_UPDATE_CHECK: "1" };
    const options = { cwd: root, env: offline(later, formatAddress(registry.address)) };
    const wah = (line: string): Promise<ProcessResult> =>
      runProcess(Deno.execPath(), [...words, ...line.split(" ")], options);
    for (const line of lines) {
      const { stdout, stderr } = await wah(line);
      assert.doesNotMatch(stdout + stderr, denoPrints, `wah ${line}`);
    }
    assert.equal(registry.accepted, 0);
  });
}
