/** First four bytes of an HTTP response, read as the size of a frame. */
const httpAsSize = 0x48_54_54_50;
/** First two bytes of a TLS alert record (type 21, major version 3). */
const tlsAlertAsSize = 0x15_03;

/** The protocol of the other side if it is not Kafka. */
export type ForeignProtocol = "http" | "tls" | "foreign";

/**
 * The protocol whose first bytes were read as a frame of `size` bytes: "HTTP" reads as 1.2 GB, a
 * TLS alert as 352 MB.
 */
export function protocolOfSize(size: number): ForeignProtocol {
  if (size === httpAsSize) return "http";
  return size >>> 16 === tlsAlertAsSize ? "tls" : "foreign";
}

/** The other side is not a Kafka broker: what it sent shows it. */
export class ForeignProtocolError extends Error {
  override readonly name = "ForeignProtocolError";
  readonly protocol: ForeignProtocol;

  constructor(protocol: ForeignProtocol, options: ErrorOptions = {}) {
    super(`The answer is ${protocol}, not Kafka`, options);
    this.protocol = protocol;
  }
}
