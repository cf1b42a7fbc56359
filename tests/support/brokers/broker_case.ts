import assert from "node:assert/strict";
import { inspect } from "node:util";
import { isEmbedded } from "./broker.ts";
import { brokerDifferences } from "./broker_differences.ts";

/**
 * A case that holds on Apache Kafka, and is expected to fail on the embedded broker where
 * `brokerDifferences` lists it.
 */
export function brokerCase(name: string, run: () => Promise<void>): void {
  const difference = isEmbedded ? brokerDifferences[name] : undefined;
  if (difference === undefined) {
    Deno.test(name, run);
    return;
  }
  Deno.test(`${name}: not here, since ${difference.reason}`, async () => {
    const outcome = await run().then(() => null, (error: unknown) => inspect(error));
    assert.ok(
      outcome !== null,
      `this passes: take it off tests/support/brokers/broker_differences.ts`,
    );
    assert.match(outcome, difference.failure);
  });
}
