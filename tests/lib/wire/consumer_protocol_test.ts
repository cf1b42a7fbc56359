import assert from "node:assert/strict";
import {
  decodeAssignment,
  decodeSubscription,
  encodeAssignment,
  encodeSubscription,
} from "../../../lib/wire/consumer_protocol.ts";

/** As Kafka's Java client writes it: version 0, one topic with two partitions, no user data. */
const written = "0000" + "00000001" + "0001" + "74" + "00000002" + "00000000" + "00000003" +
  "ffffffff";

/** As Kafka's Java client writes it: version 3, with owned partitions, generation 7 and a rack. */
const subscribed = "0003" + "00000002" + "0001" + "74" + "0001" + "75" + "00000004" + "00000007" +
  "00000001" + "0001" + "74" + "00000001" + "00000003" + "00000007" + "0002" + "6575";

Deno.test("decodeAssignment() reads topics and partitions", () => {
  assert.deepEqual(decodeAssignment(Uint8Array.fromHex(written)), [
    { topic: "t", partitions: [0, 3] },
  ]);
});

Deno.test("decodeAssignment() reads no bytes as no partitions, and cut bytes as null", () => {
  assert.deepEqual(decodeAssignment(new Uint8Array(0)), []);
  assert.equal(decodeAssignment(Uint8Array.fromHex(written.slice(0, 20))), null);
});

Deno.test("encodeAssignment() writes what Kafka's Java client writes in version 0", () => {
  assert.equal(encodeAssignment([{ topic: "t", partitions: [0, 3] }]).toHex(), written);
});

Deno.test("decodeSubscription() reads topics, owned partitions and the generation", () => {
  assert.deepEqual(decodeSubscription(Uint8Array.fromHex(subscribed)), {
    topics: ["t", "u"],
    owned: [{ topic: "t", partitions: [3] }],
    generation: 7,
  });
});

Deno.test("decodeSubscription() reads the generation in the user data before version 2", () => {
  const bytes = Uint8Array.fromHex(
    "0001" + "00000001" + "0001" + "74" + "00000004" + "00000005" + "00000000",
  );
  assert.deepEqual(decodeSubscription(bytes), { topics: ["t"], owned: [], generation: 5 });
});

Deno.test("decodeSubscription() reads version 0, and cut bytes as null", () => {
  const bare = "0000" + "00000001" + "0001" + "74";
  for (const more of ["", "ffffffff", "00000002" + "abcd"]) {
    const read = decodeSubscription(Uint8Array.fromHex(bare + more));
    assert.deepEqual(read, { topics: ["t"], owned: [], generation: null });
  }
  assert.equal(decodeSubscription(Uint8Array.fromHex(bare.slice(0, 14))), null);
});

Deno.test("encodeSubscription() writes version 2, with user data on demand", () => {
  const subscription = {
    topics: ["t", "é"],
    owned: [{ topic: "t", partitions: [1] }],
    generation: 9,
  };
  const start = "0002" + "00000002" + "0001" + "74" + "0002" + "c3a9";
  const end = "00000001" + "0001" + "74" + "00000001" + "00000001" + "00000009";
  assert.equal(encodeSubscription(subscription).toHex(), start + "ffffffff" + end);
  const withData = encodeSubscription(subscription, { hasUserData: true });
  assert.equal(withData.toHex(), start + "00000004" + "00000009" + end);
  assert.deepEqual(decodeSubscription(withData), subscription);
  const fresh = { topics: [], owned: [], generation: null };
  assert.deepEqual(decodeSubscription(encodeSubscription(fresh)), fresh);
});
