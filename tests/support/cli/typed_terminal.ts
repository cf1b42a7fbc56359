import type { Terminal } from "../../../lib/context.ts";

/** A terminal of 60 columns and 24 rows without a screen. */
export interface TypedTerminal {
  readonly terminal: Terminal;
  /** Types text, as the bytes that a terminal sends. */
  type(text: string): void;
  /** Closes the terminal. */
  end(): void;
}

/** Creates a terminal on which a test types; `onWrite` receives what is written to it. */
export function typedTerminal(onWrite: (text: string) => void = () => {}): TypedTerminal {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>(
    {},
    new CountQueuingStrategy({ highWaterMark: 1024 }),
  );
  const reader = readable.getReader();
  const writer = writable.getWriter();
  return {
    terminal: {
      read: async () => (await reader.read()).value ?? null,
      setRaw: () => {},
      write: onWrite,
      drain: () => Promise.resolve(),
      suspend: () => Promise.resolve(),
      size: () => ({ columns: 60, rows: 24 }),
      onResize: () => new DisposableStack(),
      onExit: () => new DisposableStack(),
      onContinue: () => new DisposableStack(),
    },
    type: (text) => void writer.write(new TextEncoder().encode(text)),
    end: () => void writer.close(),
  };
}
