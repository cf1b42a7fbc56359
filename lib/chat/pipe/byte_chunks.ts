/** Yields the bytes of a stream as they arrive. Cancels the stream when `signal` aborts. */
export async function* byteChunks(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const reader = stream.getReader();
  // A pending read of stdin keeps the process alive, so cancel it. A stream that has failed rejects
  // this with the error that `read` has thrown already.
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
