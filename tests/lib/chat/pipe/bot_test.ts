import assert from "node:assert/strict";
import { type BotProcess, runBot } from "../../../../lib/chat/pipe/bot.ts";
import { FailedError, InterruptedError } from "../../../../lib/errors.ts";
import { fakeContext } from "../../../support/cli/context.ts";
import { Transcript } from "../../../support/cli/transcript.ts";
import { FakeSession } from "../_fake_session.ts";
import { deletion, edit, post, record } from "../_records.ts";

interface RunningBot {
  readonly session: FakeSession;
  /** The lines that the bot received on stdin. */
  readonly stdin: Transcript;
  readonly stderr: Transcript;
  readonly controller: AbortController;
  readonly isStopped: () => boolean;
  /** Makes the bot print a text. */
  print(text: string): Promise<void>;
  /** Makes the bot exit. */
  exit(status: number): Promise<void>;
  readonly done: Promise<number>;
}

function start({ closesStdin = false, timeoutMs = 60_000 } = {}): RunningBot {
  const session = new FakeSession({ author: "bot" });
  const stdin = new Transcript("stdin");
  const output = new TransformStream<Uint8Array, Uint8Array>(
    {},
    new CountQueuingStrategy({ highWaterMark: 100 }),
  );
  const writer = output.writable.getWriter();
  const status = Promise.withResolvers<number>();
  const controller = new AbortController();
  let isStopped = false;
  const bot: BotProcess = {
    stdin: new WritableStream({
      write: (chunk) => {
        if (closesStdin) throw new Error("Broken pipe");
        stdin.append(chunk);
      },
    }),
    stdout: output.readable,
    status: status.promise,
    stop: () => {
      isStopped = true;
      status.resolve(143);
      return writer.close().catch(() => {});
    },
  };
  const { context, stderr } = fakeContext();
  const done = runBot(session, {
    bot,
    lineOf: ({ kind, offset, text }, channel) => `${channel.kind} ${kind} ${offset} ${text}`,
    stderr: context.stderr,
    quiet: false,
    timeoutMs,
    now: context.now,
    signal: controller.signal,
  });
  done.catch(() => {});
  return {
    session,
    stdin,
    stderr,
    controller,
    isStopped: () => isStopped,
    print: (text) => writer.write(new TextEncoder().encode(text)),
    exit: async (code) => {
      await writer.close();
      status.resolve(code);
    },
    done,
  };
}

Deno.test("runBot() passes records of other users, and none of its own name", async () => {
  const { session, stdin, exit, done } = start();
  await session.read(
    record(0n, post("alice", "one")),
    record(1n, post("bot", "mine")),
    record(2n, edit("alice", "two", 0n)),
    record(3n, deletion("alice", 0n)),
    record(4n, { kind: "foreign", reason: "no value", excerpt: "" }),
  );
  await exit(0);
  assert.equal(await done, 0);
  assert.equal(stdin.text, "room said 0 one\nroom edit 2 two\nroom delete 3 \n");
});

Deno.test("runBot() marks refused changes, and passes none that changed nothing", async () => {
  const { session, stdin, exit, done } = start();
  await session.read(
    record(0n, post("alice", "one")),
    record(1n, edit("mallory", "hacked", 0n)),
    record(2n, deletion("mallory", 0n)),
    record(3n, edit("alice", "of nothing", 99n)),
    record(4n, deletion("alice", 0n)),
    record(5n, edit("alice", "too late", 0n)),
  );
  await exit(0);
  await done;
  assert.deepEqual(stdin.text.split("\n"), [
    "room said 0 one",
    "room refused 1 hacked",
    "room refused 2 ",
    "room unplaced 3 of nothing",
    "room delete 4 ",
    "",
  ]);
});

Deno.test("runBot() sends each line, and waits until all are acknowledged", async () => {
  const { session, print, exit, done } = start();
  await print("one\n\n  \ntwo");
  await exit(7);
  await session.sentCount(2);
  assert.deepEqual(session.sent.map(({ text }) => text), ["one", "two"]);
  session.acknowledge(0, 0n);
  session.acknowledge(1, null);
  assert.equal(await done, 7);
});

Deno.test("runBot() leaves a bot alone that closes its stdin", async () => {
  const { session, print, exit, stderr, done } = start({ closesStdin: true });
  await session.read(record(0n, post("alice", "one")));
  await session.read(record(1n, post("alice", "two")));
  await print("still here\n");
  await session.sentCount(1);
  session.acknowledge(0, 0n);
  await exit(0);
  assert.equal(await done, 0);
  assert.equal(stderr.text, "note: the bot no longer reads room\n");
});

Deno.test("runBot() fails for an unsent line if the bot exited with 0", async () => {
  for (const status of [0, 3]) {
    const { session, print, exit, stderr, done } = start();
    await print("x\n");
    await session.sentCount(1);
    session.sent[0]!.ack.reject(new FailedError("Cannot deliver"));
    await exit(status);
    if (status === 0) await assert.rejects(done, FailedError);
    else assert.equal(await done, status);
    assert.equal(stderr.text, "error: Cannot send a line of 1 bytes: Cannot deliver\n");
  }
});

Deno.test("runBot() fails if lines are not acknowledged in time", async () => {
  const { session, stderr, print, exit, done } = start({ timeoutMs: 1 });
  await print("x\n");
  await session.sentCount(1);
  await exit(0);
  await assert.rejects(
    done,
    new FailedError("Cannot send 1 of the lines that the bot printed"),
  );
  assert.equal(stderr.text, "unsent: x\n");
});

Deno.test("runBot() stops the bot if it is interrupted or cannot read the chat", async () => {
  const interrupted = start();
  interrupted.controller.abort(new InterruptedError());
  await assert.rejects(interrupted.done, InterruptedError);
  assert.ok(interrupted.isStopped());
  const broken = start();
  broken.session.queue.fail(new FailedError("Cannot read"));
  await assert.rejects(broken.done, new FailedError("Cannot read"));
  assert.ok(broken.isStopped());
});
