import { startEmbeddedBroker } from "./embedded_broker.ts";

/** The address of the broker under test. */
export interface TestBroker {
  /** `host:port`, or several with commas, as for `--brokers`. */
  readonly brokers: string;
}

const named = Deno.env.get("WAH_TEST_BROKERS");
const underTest: TestBroker = named ? { brokers: named } : await embedded();

/** Whether the broker under test is wah's embedded broker. */
export const isEmbedded = !named;

/**
 * Returns the broker that the conformance cases run against: the one in WAH_TEST_BROKERS, which
 * `deno task test:kafka` sets, otherwise an embedded one, started once per test file.
 */
export function broker(): TestBroker {
  return underTest;
}

/** Returns a topic name that no other test and no earlier run has used. */
export function uniqueTopic(prefix: string): string {
  return `${prefix}-${crypto.randomUUID().slice(0, 13)}`;
}

async function embedded(): Promise<TestBroker> {
  const started = await startEmbeddedBroker();
  Deno.test.afterAll(async () => await started[Symbol.asyncDispose]());
  return started;
}
