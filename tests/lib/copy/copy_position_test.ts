import assert from "node:assert/strict";
import { CopyPosition, type FlightEvents } from "../../../lib/copy/copy_position.ts";
import { DeliveryError } from "../../../lib/kafka/producer/delivery_error.ts";

const value = new Uint8Array(3);
const error = new DeliveryError({
  topic: "a",
  partition: 0,
  mayBeWritten: false,
  found: "too large",
});

/** A position from 10 to 20, and what it reports; failures are handled unless `isFinal`. */
function positionOf({ isFinal = false } = {}): {
  position: CopyPosition;
  copied: number[];
  failed: bigint[];
} {
  const copied: number[] = [];
  const failed: bigint[] = [];
  const events: FlightEvents = {
    copied: (_records, bytes) => copied.push(bytes),
    failed: (_error, { offset }) => {
      failed.push(offset);
      return !isFinal;
    },
  };
  return {
    position: new CopyPosition({ partition: 0, start: 10n, stop: 20n }, events),
    copied,
    failed,
  };
}

Deno.test("CopyPosition.offset does not pass a pending record", () => {
  const { position, copied } = positionOf();
  const first = position.open(10n);
  first.add();
  position.close(12n);
  const second = position.open(12n);
  second.add();
  position.close(15n);
  second.delivered({ key: null, value });
  assert.equal(position.offset, 10n);
  first.delivered({ key: value, value });
  assert.equal(position.offset, 15n);
  assert.deepEqual(copied, [3, 6]);
});

Deno.test("CopyPosition.offset stays before an open flight", () => {
  const { position } = positionOf();
  const flight = position.open(10n);
  flight.add();
  flight.delivered({ key: null, value });
  assert.equal(position.offset, 10n);
  position.close(11n);
  assert.equal(position.offset, 11n);
});

Deno.test("CopyPosition.close() passes records that are not selected", () => {
  const { position } = positionOf();
  position.close(14n);
  assert.equal(position.offset, 14n);
  const flight = position.open(14n);
  flight.add();
  position.close(15n);
  position.close(20n);
  assert.equal(position.offset, 14n);
  flight.delivered({ key: null, value });
  assert.equal(position.offset, 20n);
});

Deno.test("CopyPosition passes a failed record, and reports its offset", () => {
  const { position, failed } = positionOf();
  const flight = position.open(8n);
  flight.add();
  position.close(13n);
  flight.failed({ tag: 4 }, error);
  assert.deepEqual(failed, [12n]);
  assert.equal(position.offset, 13n);
});

Deno.test("CopyPosition does not pass a record whose failure ends the copy", () => {
  const { position } = positionOf({ isFinal: true });
  const flight = position.open(10n);
  flight.add();
  position.close(13n);
  flight.failed({ tag: 0 }, error);
  assert.equal(position.offset, 10n);
});

Deno.test("CopyPosition counts the records of blocks, delivered together or one by one", () => {
  const { position, copied, failed } = positionOf();
  const places = { offsetDeltas: new Int32Array([0, 2, 5]), payloadBytes: 7 };
  const flight = position.open(10n);
  const [first, second] = [flight.addBlock(places), flight.addBlock(places)];
  position.close(16n);
  first.deliveredBlock({} as never, 0, null);
  assert.deepEqual(copied, [7]);
  second.failed({ tag: 2 } as never, error);
  assert.deepEqual(failed, [15n]);
  const record = { key: null, value } as never;
  second.delivered(record, 0, null, 0n);
  assert.equal(position.offset, 10n);
  second.delivered(record, 0, null, 0n);
  assert.equal(position.offset, 16n);
  assert.deepEqual(copied, [7, 3, 3]);
});
