import type { TlsConfig } from "../config.ts";

/** An open connection as bytes in both directions: TCP, or TLS over it. */
export interface ByteStream {
  /**
   * Reads what has arrived, at least one byte, into the start of `target` and returns the count;
   * null after the other side has ended. Nothing is read ahead beyond what the system buffers. One
   * read at a time.
   *
   * @throws {Error} If the connection breaks, or is closed during the read.
   */
  read(target: Uint8Array<ArrayBuffer>): Promise<number | null>;
  /**
   * Writes all of `bytes`; resolves when the system has accepted them. One write at a time.
   *
   * @throws {Error} If the connection breaks, or is closed during the write.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends both directions at once; resolves when the socket is closed. May be called again. */
  close(): Promise<void>;
}

/** Options of `openStream()`. */
export interface StreamOptions {
  /** TLS settings. Default: plaintext. */
  readonly tls?: TlsConfig | undefined;
  readonly signal: AbortSignal;
  /** Called once TCP is connected, before a TLS handshake. */
  readonly onConnected?: (() => void) | undefined;
}
