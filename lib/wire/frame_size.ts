import { WireError } from "./bytes.ts";

/** First bytes of other protocols whose clients may connect to Kafka's port. */
const foreignOpenings: readonly (readonly [opening: string, what: string])[] = [
  ["\x16\x03", "a TLS handshake"],
  ["\x15\x03", "a TLS alert"],
  ["GET ", "an HTTP request"],
  ["POST", "an HTTP request"],
  ["PUT ", "an HTTP request"],
  ["HEAD", "an HTTP request"],
  ["OPTI", "an HTTP request"],
  ["DELE", "an HTTP request"],
  ["CONN", "an HTTP request"],
  ["PRI ", "an HTTP/2 preface"],
  ["HTTP", "an HTTP response"],
  ["SSH-", "an SSH greeting"],
];

/**
 * Returns an error if the size before a frame is negative or too large; otherwise null.
 *
 * @param prefix The four bytes of the size. The error names TLS, HTTP or SSH if they are the first
 * bytes of one of these protocols.
 */
export function frameSizeError(prefix: Uint8Array, maxFrameBytes: number): WireError | null {
  const size = new DataView(prefix.buffer, prefix.byteOffset).getInt32(0);
  if (size >= 0 && size <= maxFrameBytes) return null;
  const opening = String.fromCharCode(...prefix);
  const foreign = foreignOpenings.find(([text]) => opening.startsWith(text));
  return new WireError(
    foreign === undefined
      ? `Cannot read a frame of ${size} bytes: at most ${maxFrameBytes}`
      : `Cannot read a frame: found ${foreign[1]}, not the Kafka protocol`,
  );
}
