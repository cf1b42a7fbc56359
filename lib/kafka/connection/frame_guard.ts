/** Largest answer that we wait for; far above any fetch, below any text taken for a length. */
const maxResponseBytes = 256 * 1024 * 1024;

/** An answer carries at least its correlation id. */
const minResponseBytes = 4;
/** Logins to brokers before 1.0 are bare tokens, and may be empty. */
const minTokenBytes = 0;
const sizeBytes = 4;

/** First four bytes of an HTTP response, read as a length. */
const httpAsSize = 0x48_54_54_50;
/** First two bytes of a TLS alert record (type 21, major version 3). */
const tlsAlertAsSize = 0x15_03;

/** What speaks on the other side when it is not Kafka. */
export type ForeignProtocol = "http" | "tls" | "foreign";

/**
 * Follows the length prefixes in a stream of Kafka answers, without keeping any of it.
 *
 * A length that cannot be is the mark of another protocol: "HTTP" reads as 1.2 GB, a TLS alert as
 * 352 MB. Nobody may wait for, or allocate, that much.
 */
export class FrameGuard {
  #remaining = 0;
  #header = 0;
  #headerBytes = 0;

  /** Looks at the next bytes of the stream; tells what speaks there when it cannot be Kafka. */
  inspect(chunk: Uint8Array, isBareLogin = false): ForeignProtocol | null {
    const minBytes = isBareLogin ? minTokenBytes : minResponseBytes;
    let position = 0;
    while (position < chunk.byteLength) {
      if (this.#remaining > 0) {
        const step = Math.min(this.#remaining, chunk.byteLength - position);
        this.#remaining -= step;
        position += step;
        continue;
      }
      this.#header = ((this.#header << 8) | chunk[position++]!) >>> 0;
      if (++this.#headerBytes < sizeBytes) continue;
      const size = this.#header;
      this.#header = 0;
      this.#headerBytes = 0;
      if (size < minBytes || size > maxResponseBytes) return protocolOf(size);
      this.#remaining = size;
    }
    return null;
  }
}

function protocolOf(size: number): ForeignProtocol {
  if (size === httpAsSize) return "http";
  if (size >>> 16 === tlsAlertAsSize) return "tls";
  return "foreign";
}
