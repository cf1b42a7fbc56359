import { WireError } from "../bytes.ts";

/** The error of a payload that would become larger than the reader accepts. */
export function limitError(codec: string, maxBytes: number): WireError {
  return new WireError(`Cannot decompress ${codec}: more than ${maxBytes} bytes`);
}
