const pauseMs = 20;

/** How long a wait may hang before it fails; no verdict depends on it. */
const hangMs = 120_000;

/**
 * Asks again and again until `probe` gives a value: for worlds that tell nobody when they change,
 * such as a screen or another process's port.
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
