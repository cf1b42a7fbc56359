import assert from "node:assert/strict";
import { inspect } from "node:util";
import { isEmbedded } from "./broker.ts";
import { brokerDifferences } from "./broker_differences.ts";

/**
 * Declares a case that passes on Apache Kafka. On the embedded broker it must fail if
 * `brokerDifferences` lists it, and pass otherwise.
 */
export function brokerCase(name: string, run: () => Promise<void>): void {
  const difference = isEmbedded ? brokerDifferences[name] : undefined;
  if (difference === undefined) {
    Deno.test(name, run);
    return;
  }
  Deno.test(`${name}: fails here, because ${difference.reason}`, async () => {
    const outcome = await run().then(() => null, (error: unknown) => inspect(error));
    assert.ok(
      outcome !== null,
      `this passes: take it off tests/support/brokers/broker_differences.ts`,
    );
    assert.match(outcome, difference.failure);
  });
}
