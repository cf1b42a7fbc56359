const pauseMs = 20;

/** How long a wait may hang before it fails; no result depends on it. */
const hangMs = 120_000;

/**
 * Calls `probe` until it returns a value, for things that report no change, such as a screen or the
 * port of another process.
 */
export async function poll<Value>(
  probe: () => Promise<Value | undefined>,
  complaint: () => string,
): Promise<Value> {
  const deadline = Date.now() + hangMs;
  while (true) {
    const value = await probe();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`After ${hangMs} ms ${complaint()}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
