import assert from "node:assert/strict";
import { kafkaRelease, softwareOf } from "../../../lib/doctor/software.ts";
import type { BrokerVersions } from "../../../lib/kafka/connection/versions.ts";

function versions(highest: Readonly<Record<number, number>>): BrokerVersions {
  return new Map(Object.entries(highest).map(([key, max]) => [Number(key), { min: 0, max }]));
}

Deno.test("kafkaRelease() returns the newest release whose versions a broker has", () => {
  const cases: readonly (readonly [Readonly<Record<number, number>>, string | null])[] = [
    [{ 1: 18, 60: 2 }, "4.0"],
    [{ 1: 17, 60: 1 }, "3.9"],
    [{ 1: 16, 60: 1 }, "3.7"],
    [{ 1: 12, 60: 0 }, "2.8"],
    [{ 1: 11, 48: 0 }, "2.6"],
    [{ 1: 5 }, "0.11"],
    [{ 1: 3 }, null],
  ];
  for (const [highest, release] of cases) assert.equal(kafkaRelease(versions(highest)), release);
});

Deno.test("softwareOf() recognizes Redpanda by its cluster, wah dev by what it lacks", () => {
  const full = versions({ 1: 13, 24: 3, 60: 0 });
  assert.equal(softwareOf(full, "redpanda.4c1a0a7e"), "Redpanda");
  assert.equal(softwareOf(full, "4L6g3nShT-eMCtK--X86sw"), "Kafka");
  assert.equal(softwareOf(full, null), "Kafka");
  assert.equal(softwareOf(versions({ 1: 13, 60: 2 }), "4L6g3nShT-eMCtK--X86sw"), "wah dev");
  // Kafka before 0.11 had no transactions either.
  assert.equal(softwareOf(versions({ 1: 3 }), null), "Kafka");
});
