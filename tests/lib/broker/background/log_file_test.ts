import assert from "node:assert/strict";
import { LogFile } from "../../../../lib/broker/background/log_file.ts";
import { tempFolder } from "../../../support/temp_folder.ts";

const now = (): number => Date.UTC(2026, 0, 31, 12);

Deno.test("LogFile appends lines with their time, for its owner alone", async () => {
  await using folder = await tempFolder();
  const path = folder.file("broker.log");
  new LogFile({ path, maxBytes: 1000, now }).write("one");
  new LogFile({ path, maxBytes: 1000, now }).write("two");
  assert.equal(
    Deno.readTextFileSync(path),
    "2026-01-31T12:00:00.000Z one\n2026-01-31T12:00:00.000Z two\n",
  );
  assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
});

Deno.test("LogFile keeps one older file, so that it holds at most twice its limit", async () => {
  await using folder = await tempFolder();
  const path = folder.file("broker.log");
  const log = new LogFile({ path, maxBytes: 40, now });
  for (const line of ["one", "two", "three", "four", "five"]) log.write(line);
  assert.match(Deno.readTextFileSync(path), /^\S+ five\n$/);
  assert.match(Deno.readTextFileSync(`${path}.old`), /^\S+ three\n\S+ four\n$/);
});

Deno.test("LogFile drops lines that the disk does not take", async () => {
  await using folder = await tempFolder();
  new LogFile({ path: folder.file("absent/broker.log"), maxBytes: 40, now }).write("lost");
});
