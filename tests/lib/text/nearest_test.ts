import assert from "node:assert/strict";
import { didYouMean, nearestNames } from "../../../lib/text/nearest.ts";

for (
  const [typed, names, wanted] of [
    ["ordres", ["orders", "users", "payments"], ["orders"]],
    ["Orders", ["orders"], ["orders"]],
    ["order", ["orders-eu", "orders-us", "users"], ["orders-eu", "orders-us"]],
    ["orders-eu-1", ["orders"], ["orders"]],
    ["a", ["b", "a"], ["a"]],
    ["x", ["orders"], []],
    ["", ["orders"], []],
    ["orders", [], []],
    ["t-1", ["t-5", "t-4", "t-3", "t-2"], ["t-2", "t-3", "t-4"]],
  ] as const
) {
  Deno.test(`nearestNames() finds [${wanted}] for "${typed}" among [${names}]`, () => {
    assert.deepEqual(nearestNames(typed, names), wanted);
  });
}

Deno.test("didYouMean() asks about all similar names, or returns null", () => {
  assert.equal(didYouMean("ordrs", ["orders", "order", "x"]), 'Did you mean "orders" or "order"?');
  assert.equal(didYouMean("ordrs", ["payments"]), null);
});
