import assert from "node:assert/strict";
import { unknownKeyWarning } from "../../../lib/settings/unknown_key.ts";

for (
  const [name, nearest] of [
    ["profiles.prod.broker", "brokers"],
    ["profiles.prod.sasl.pasword_file", "sasl.password_file"],
    ["colour", "color"],
    ["profiles.prod.x", undefined],
  ] as const
) {
  Deno.test(`unknownKeyWarning() suggests ${nearest ?? "nothing"} for ${name}`, () => {
    assert.equal(
      unknownKeyWarning(name, "/f"),
      `Ignored unknown key ${name} in "/f"${
        nearest === undefined ? "" : `; did you mean ${nearest}?`
      }`,
    );
  });
}
