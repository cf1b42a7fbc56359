/** Where the broker under test answers. */
export interface TestBroker {
  /** `host:port`, or several with commas, as `--brokers` takes them. */
  readonly brokers: string;
}

/** The broker that the conformance cases run against, as `deno task test:kafka` started it. */
export function broker(): TestBroker {
  const brokers = Deno.env.get("WAH_TEST_BROKERS");
  if (!brokers) {
    throw new Error(
      "Cannot find the broker to test: WAH_TEST_BROKERS is not set; run `deno task test:kafka`",
    );
  }
  return { brokers };
}

/** A topic name that no other test and no earlier run has used. */
export function uniqueTopic(prefix: string): string {
  return `${prefix}-${crypto.randomUUID().slice(0, 13)}`;
}
