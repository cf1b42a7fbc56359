/** The bytes of a stream as they arrive; ends early and lets go of it when `signal` aborts. */
export async function* byteChunks(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const reader = stream.getReader();
  // A pending read of stdin holds the process; what cancelling it says is of no use to anyone.
  const stop = (): void => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", stop);
  try {
    while (!signal.aborted) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}
