import { tempFolder } from "../../support/temp_folder.ts";
import { DevProcess } from "../../support/broker_faults/dev_process.ts";
import { writeThroughKills } from "../../support/chat_writers.ts";

Deno.test("wah chat loses, doubles and reorders nothing when wah dev is killed", async () => {
  await using folder = await tempFolder();
  const { path: data } = folder;
  let broker = await DevProcess.start({ data });
  const listen = `127.0.0.1:${broker.port}`;
  try {
    await writeThroughKills({
      brokers: listen,
      kill: () => broker.end("SIGKILL"),
      start: async () => {
        broker = await DevProcess.start({ data, args: ["--listen", listen] });
      },
    });
  } finally {
    await broker[Symbol.asyncDispose]();
  }
});
