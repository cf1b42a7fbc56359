import assert from "node:assert/strict";
import { decodeAssignment } from "../../../lib/wire/consumer_protocol.ts";

/** As Kafka's Java client writes it: version 0, one topic with two partitions, no user data. */
const written = "0000" + "00000001" + "0001" + "74" + "00000002" + "00000000" + "00000003" +
  "ffffffff";

Deno.test("decodeAssignment() reads topics and partitions", () => {
  assert.deepEqual(decodeAssignment(Uint8Array.fromHex(written)), [
    { topic: "t", partitions: [0, 3] },
  ]);
});

Deno.test("decodeAssignment() reads no bytes as no partitions, and cut bytes as null", () => {
  assert.deepEqual(decodeAssignment(new Uint8Array(0)), []);
  assert.equal(decodeAssignment(Uint8Array.fromHex(written.slice(0, 20))), null);
});
