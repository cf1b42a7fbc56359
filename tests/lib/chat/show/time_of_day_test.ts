import assert from "node:assert/strict";
import { dayOf, timeOfDay } from "../../../../lib/chat/show/time_of_day.ts";

const local = new Date(2026, 7, 2, 9, 5);

Deno.test("timeOfDay() returns hours and minutes of the local time", () => {
  assert.equal(timeOfDay(BigInt(local.getTime())), "09:05");
});

Deno.test("timeOfDay() returns dashes for an invalid timestamp", () => {
  assert.equal(timeOfDay(-1n), "--:--");
  assert.equal(timeOfDay(9223372036854775807n), "--:--");
});

Deno.test("dayOf() returns the local date", () => {
  assert.equal(dayOf(BigInt(local.getTime())), "2026-08-02");
  assert.equal(dayOf(-1n), undefined);
});
