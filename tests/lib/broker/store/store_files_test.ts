import assert from "node:assert/strict";
import { errorCodes } from "../../../../lib/wire/errors.ts";
import { fetchApi } from "../../../../lib/wire/messages/01_fetch.ts";
import { type TempFolder, tempFolder } from "../../../support/temp_folder.ts";
import { TestBroker } from "../_broker.ts";
import { ManualClock } from "../_manual_clock.ts";

const cause = "was deleted, moved or replaced while the broker was using it";

/** Ways to lose a file, and the file that the broker then reports. */
const losses: readonly (readonly [
  what: string,
  lose: (folder: TempFolder) => void,
  missed: string,
])[] = [
  ["its file is deleted", (folder) => Deno.removeSync(folder.file("data/broker.db")), "broker.db"],
  [
    "its write-ahead log is deleted",
    (folder) => Deno.removeSync(folder.file("data/broker.db-wal")),
    "broker.db-wal",
  ],
  [
    "its file is replaced",
    (folder): void => {
      Deno.copyFileSync(folder.file("data/broker.db"), folder.file("copy"));
      Deno.renameSync(folder.file("copy"), folder.file("data/broker.db"));
    },
    "broker.db",
  ],
  [
    "its directory is moved",
    (folder) => Deno.renameSync(folder.file("data"), folder.file("moved")),
    "broker.db",
  ],
  [
    "its directory is deleted",
    (folder) => Deno.removeSync(folder.file("data"), { recursive: true }),
    "broker.db",
  ],
];

interface Watched {
  readonly broker: TestBroker;
  readonly clock: ManualClock;
  readonly errors: readonly Error[];
}

async function watched(folder: TempFolder): Promise<Watched> {
  const errors: Error[] = [];
  const clock = new ManualClock();
  const broker = await TestBroker.start({
    dataDirectory: folder.file("data"),
    clock,
    onDataLost: (error) => void errors.push(error),
  });
  await broker.create("t");
  return { broker, clock, errors };
}

for (const [what, lose, missed] of losses) {
  const message = (folder: TempFolder): string =>
    `Cannot write "${folder.file("data/broker.db")}": "${missed}" ${cause}`;

  Deno.test(`a broker rejects writes once ${what}, and reports it once`, async () => {
    await using folder = await tempFolder();
    const { broker, errors } = await watched(folder);
    await using _broker = broker;
    assert.equal((await broker.write("t", [{}])).errorCode, 0);
    lose(folder);
    for (let times = 0; times < 2; times++) {
      const answer = await broker.write("t", [{}]);
      assert.equal(answer.errorCode, errorCodes.KAFKA_STORAGE_ERROR);
    }
    assert.deepEqual(errors.map((error) => error.message), [message(folder)]);
    const log = broker.services.topics.get("t")!.partitions[0]!;
    assert.equal(log.highWatermark, 1n);
  });

  Deno.test(`an idle broker detects within a second that ${what}`, async () => {
    await using folder = await tempFolder();
    const { broker, clock, errors } = await watched(folder);
    await using _broker = broker;
    clock.advance(1000);
    assert.equal(errors.length, 0);
    lose(folder);
    clock.advance(5000);
    assert.deepEqual(errors.map((error) => error.message), [message(folder)]);
  });
}

Deno.test("a broker logs the loss of its data if no callback is given", async () => {
  await using folder = await tempFolder();
  await using broker = await TestBroker.start({ dataDirectory: folder.file("data") });
  await broker.create("t");
  Deno.removeSync(folder.file("data/broker.db"));
  await broker.write("t", [{}]);
  assert.deepEqual(broker.log, [
    `Cannot write "${folder.file("data/broker.db")}": "broker.db" ${cause}`,
  ]);
});

for (
  const [what, lose, left] of [
    ["write-ahead log", (data: string) => Deno.removeSync(`${data}/broker.db-wal`), "data"],
    ["directory", (data: string) => Deno.renameSync(data, `${data}/../moved`), "moved"],
  ] as const
) {
  Deno.test(`acknowledged records survive the loss of the ${what}`, async () => {
    await using folder = await tempFolder();
    {
      const { broker } = await watched(folder);
      await using _broker = broker;
      await broker.write("t", [{ value: "acknowledged" }]);
      lose(folder.file("data"));
      await broker.write("t", [{ value: "refused" }]);
    }
    await using broker = await TestBroker.start({ dataDirectory: folder.file(left) });
    const answer = await broker.client.ask(fetchApi, 11, {
      maxWaitMs: 0,
      maxBytes: 1_000_000,
      topics: [{ topic: "t", partitions: [{ partition: 0, partitionMaxBytes: 1_000_000 }] }],
    });
    const records = answer.responses[0]!.partitions[0]!.records!;
    assert.match(new TextDecoder().decode(records), /acknowledged/);
  });
}

Deno.test("a broker that lost its directory does not change a new one there", async () => {
  await using folder = await tempFolder();
  const { broker, errors } = await watched(folder);
  Deno.renameSync(folder.file("data"), folder.file("moved"));
  Deno.mkdirSync(folder.file("data"));
  const names = ["broker.db", "broker.db-shm", "broker.db-wal"];
  for (const name of names) Deno.writeTextFileSync(folder.file(`data/${name}`), "theirs");
  await broker.write("t", [{}]);
  assert.equal(errors.length, 1);
  await broker[Symbol.asyncDispose]();
  const found = [...Deno.readDirSync(folder.file("data"))].map(({ name }) => name).sort();
  assert.deepEqual(found, names);
  for (const name of names) {
    assert.equal(Deno.readTextFileSync(folder.file(`data/${name}`)), "theirs");
  }
});
