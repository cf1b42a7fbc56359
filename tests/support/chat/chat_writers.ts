import assert from "node:assert/strict";
import { uniqueTopic } from "../brokers/broker.ts";
import { type RunningCli, startCli } from "../cli/cli.ts";
import { kcatConsume } from "../kafka/kcat.ts";

/** A broker that can be killed, and started again at the same address with the same data. */
export interface KillableBroker {
  readonly brokers: string;
  kill(): Promise<void>;
  start(): Promise<void>;
}

const formats = ["text", "json", "protobuf", "text"] as const;
const authors = formats.map((_, index) => `writer${index}`);
const messages = 10_000;
const kills = 2;
/** Lines of each writer before each kill, and again while the broker is unreachable. */
const linesPerHalf = messages / authors.length / kills / 2;

/**
 * Four chats write 10,000 messages to a room, each in its format, while the broker is killed and
 * restarted. They and one reader must all read the same messages in the same order, each message
 * once.
 */
export async function writeThroughKills(broker: KillableBroker): Promise<void> {
  const { brokers } = broker;
  const topic = uniqueTopic("chat");
  const join = (author: string, format: string): RunningCli =>
    startCli(["chat", "-u", author, "-t", topic, "-f", format, "--follow"], { brokers });
  const reader = join("reader", "text");
  const writers = authors.map((author, index) => join(author, formats[index]!));
  const all = [reader, ...writers];
  for (const [index, { write, stdout }] of writers.entries()) {
    await write("here\n");
    await stdout.waitFor(`${authors[index]}: here\n`);
  }
  await reader.write("begin\n");
  await Promise.all(all.map(({ stdout }) => stdout.waitFor("reader: begin\n")));

  let next = 0;
  const writeSome = async (): Promise<void> => {
    const lines = Array.from({ length: linesPerHalf }, () => `${next++}\n`).join("");
    await Promise.all(writers.map(({ write }) => write(lines)));
  };
  for (let kill = 1; kill <= kills; kill++) {
    const middle = next + Math.floor(linesPerHalf / 2);
    await writeSome();
    await reader.stdout.waitFor(`${authors[0]}: ${middle}\n`);
    await Promise.all([broker.kill(), writeSome()]);
    await waitForNote(all, "broker unreachable", kill);
    await broker.start();
    await waitForNote(all, "reconnected", kill);
  }
  for (const author of authors) {
    await Promise.all(all.map(({ stdout }) => stdout.waitFor(`${author}: ${next - 1}\n`)));
  }
  await check(all, { brokers, topic });
}

/** Waits until each chat has printed a note this many times. */
async function waitForNote(all: readonly RunningCli[], note: string, times: number): Promise<void> {
  const wanted = new RegExp(`(?:^note: ${note}\\b[^]*){${times}}`, "m");
  await Promise.all(all.map(({ stderr }) => stderr.waitFor(wanted)));
}

async function check(
  all: readonly RunningCli[],
  source: { readonly brokers: string; readonly topic: string },
): Promise<void> {
  for (const chat of all) chat.interrupt();
  const read = (await Promise.all(all.map(({ result }) => result)))
    .map(({ stdout }) => stdout.split("reader: begin\n")[1]!.trimEnd().split("\n"));
  const [lines, ...others] = read;
  assert.equal(lines!.length, messages);
  for (const author of authors) {
    const own = lines!.filter((line) => line.startsWith(`${author}: `));
    assert.deepEqual(own, Array.from(own, (_, index) => `${author}: ${index}`));
    assert.equal(own.length, messages / authors.length);
  }
  for (const other of others) assert.deepEqual(other, lines);
  // The chats could hide a duplicate or misplaced record, so check the log too.
  const log = (await kcatConsume(source)).slice(authors.length + 1);
  assert.deepEqual(log.map(({ key }) => key), lines!.map((line) => line.split(":")[0]));
}
