import { startEmbeddedBroker } from "./embedded_broker.ts";

/** Where the broker under test answers. */
export interface TestBroker {
  /** `host:port`, or several with commas, as `--brokers` takes them. */
  readonly brokers: string;
}

const named = Deno.env.get("WAH_TEST_BROKERS");
const underTest: TestBroker = named ? { brokers: named } : await embedded();

/** Whether the broker under test is this program's own. */
export const isEmbedded = !named;

/**
 * The broker that the conformance cases run against: that of WAH_TEST_BROKERS, as `deno task
 * test:kafka` sets it, or else an embedded one, started once per test file.
 */
export function broker(): TestBroker {
  return underTest;
}

/** A topic name that no other test and no earlier run has used. */
export function uniqueTopic(prefix: string): string {
  return `${prefix}-${crypto.randomUUID().slice(0, 13)}`;
}

async function embedded(): Promise<TestBroker> {
  const started = await startEmbeddedBroker();
  Deno.test.afterAll(async () => await started[Symbol.asyncDispose]());
  return started;
}
