import assert from "node:assert/strict";
import {
  clearBrokerFailure,
  readBrokerFailure,
  writeBrokerFailure,
} from "../../../../lib/broker/background/broker_failure.ts";
import { tempFolder } from "../../../support/temp_folder.ts";

const failure = { reason: "the disk is gone", failedAt: "2026-01-31T12:00:00.000Z" };

Deno.test("readBrokerFailure() returns what was written, until it is cleared", async () => {
  await using folder = await tempFolder();
  assert.equal(readBrokerFailure(folder.path), null);
  writeBrokerFailure(folder.path, failure);
  assert.deepEqual(readBrokerFailure(folder.path), failure);
  assert.equal(Deno.statSync(folder.file("broker.failed")).mode! & 0o777, 0o600);
  clearBrokerFailure(folder.path);
  assert.equal(readBrokerFailure(folder.path), null);
});

Deno.test("writeBrokerFailure() follows no link, and ignores a missing directory", async () => {
  await using folder = await tempFolder();
  Deno.writeTextFileSync(folder.file("victim"), "untouched");
  for (const name of ["broker.failed", "broker.failed.new"]) {
    Deno.symlinkSync(folder.file("victim"), folder.file(name));
  }
  writeBrokerFailure(folder.path, failure);
  assert.equal(Deno.readTextFileSync(folder.file("victim")), "untouched");
  writeBrokerFailure(folder.file("absent"), failure);
});

for (const text of ["", "null", "{}", '{"reason":1,"failedAt":"x"}']) {
  Deno.test(`readBrokerFailure() is null for ${JSON.stringify(text)}`, async () => {
    await using folder = await tempFolder();
    Deno.writeTextFileSync(folder.file("broker.failed"), text);
    assert.equal(readBrokerFailure(folder.path), null);
  });
}
