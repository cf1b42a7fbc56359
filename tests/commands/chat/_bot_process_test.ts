import assert from "node:assert/strict";
import { startBot } from "../../../commands/chat/_bot_process.ts";
import type { BotProcess } from "../../../lib/chat/pipe/bot.ts";
import { poll } from "../../support/poll.ts";
import { type TempFolder, tempFolder } from "../../support/temp_folder.ts";
import { Transcript } from "../../support/cli/transcript.ts";

/** A bot whose processes keep a pipe open until the last of them exits. */
interface WatchedProgram extends AsyncDisposable {
  readonly bot: BotProcess;
  /** Whether all processes that hold the pipe have ended. */
  readonly haveEnded: () => boolean;
}

/** Starts shell code that writes a line to the pipe, file descriptor 3, once it is ready. */
async function start(commandLine: string): Promise<WatchedProgram> {
  const folder: TempFolder = await tempFolder();
  const pipe = folder.file("pipe");
  await new Deno.Command("mkfifo", { args: [pipe] }).output();
  const bot = startBot(`exec 3>"${pipe}"; ${commandLine}`, { env: () => undefined });
  let haveEnded = false;
  const file = await Deno.open(pipe);
  const lines = new Transcript("pipe");
  const reading = lines.collect(file.readable).then(() => haveEnded = true);
  await lines.waitFor("up\n");
  return {
    bot,
    haveEnded: () => haveEnded,
    async [Symbol.asyncDispose](): Promise<void> {
      await reading;
      await Promise.all([bot.stdin.close().catch(() => {}), bot.stdout.cancel()]);
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function awaitEnd({ haveEnded }: WatchedProgram): Promise<void> {
  await poll(() => Promise.resolve(haveEnded() || undefined), () => "a process is still there");
}

Deno.test("startBot() also ends the processes that its shell started", async () => {
  await using watched = await start("sleep 100000 & echo up >&3; sleep 100000");
  await watched.bot.stop(60_000);
  await awaitEnd(watched);
  assert.equal(await watched.bot.status, 143);
});

Deno.test("startBot() kills processes that ignore SIGTERM", async () => {
  const stubborn = "trap '' TERM; echo up >&3; while :; do sleep 100000; done";
  await using shell = await start(stubborn);
  await shell.bot.stop(1);
  await awaitEnd(shell);
  assert.equal(await shell.bot.status, 137);
  await using grandchild = await start(`(${stubborn}) & wait`);
  await grandchild.bot.stop(60_000);
  await awaitEnd(grandchild);
});

Deno.test("startBot() waits for processes that exit on SIGTERM", async () => {
  const polite = "trap 'exit 7' TERM; echo up >&3; while :; do sleep 0.01; done";
  await using watched = await start(polite);
  await watched.bot.stop(60_000);
  assert.equal(await watched.bot.status, 7);
});

Deno.test("startBot() accepts stopping a bot that has exited", async () => {
  await using watched = await start("echo up >&3; exit 3");
  assert.equal(await watched.bot.status, 3);
  await watched.bot.stop(60_000);
  await awaitEnd(watched);
});
