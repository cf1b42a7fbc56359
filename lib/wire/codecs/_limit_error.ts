import { WireError } from "../bytes.ts";

/** Returns the error for a payload that would be larger than the limit when decompressed. */
export function limitError(codec: string, maxBytes: number): WireError {
  return new WireError(`Cannot decompress ${codec}: more than ${maxBytes} bytes`);
}
