import assert from "node:assert/strict";
import { dayOf, timeOfDay } from "../../../../lib/chat/show/time_of_day.ts";

const local = new Date(2026, 7, 2, 9, 5);

Deno.test("timeOfDay() is hours and minutes of the local clock", () => {
  assert.equal(timeOfDay(BigInt(local.getTime())), "09:05");
});

Deno.test("timeOfDay() names no time for timestamps that are none", () => {
  assert.equal(timeOfDay(-1n), "--:--");
  assert.equal(timeOfDay(9223372036854775807n), "--:--");
});

Deno.test("dayOf() is the local date", () => {
  assert.equal(dayOf(BigInt(local.getTime())), "2026-08-02");
  assert.equal(dayOf(-1n), undefined);
});
