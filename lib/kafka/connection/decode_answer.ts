import { FailedError } from "../../errors.ts";
import { formatAddress } from "../../text/format_address.ts";
import type { BorrowedBytes } from "../../wire/borrowed_bytes.ts";
import { WireError } from "../../wire/bytes.ts";
import { decodeResponseFrame } from "../../wire/frame.ts";
import { type Api, decodeResponse } from "../../wire/schema/schema.ts";
import type { Address } from "../config.ts";

/**
 * Decodes a whole frame as the response of `api`. The response never refers to the borrowed frame:
 * if it can hold bytes, they are views of a frame that it keeps.
 *
 * @throws {WireError} If the frame is not such a response.
 */
export function decodeAnswer<Response>(
  api: Api<unknown, Response>,
  version: number,
  frame: BorrowedBytes,
): Response {
  const read = (bytes: Uint8Array): Response =>
    decodeResponse(api, version, decodeResponseFrame(api, version, bytes).body);
  return api.response.holdsBytes ? read(frame.keep()) : frame.read(read);
}

/**
 * Returns a function that decodes as {@link decodeAnswer} does, and throws a {@link FailedError}
 * that names the broker if the frame is not such a response.
 */
export function answerDecoder<Response>(
  api: Api<unknown, Response>,
  version: number,
  address: Address,
): (frame: BorrowedBytes) => Response {
  return (frame) => {
    try {
      return decodeAnswer(api, version, frame);
    } catch (cause) {
      if (!(cause instanceof WireError)) throw cause;
      const where = formatAddress(address);
      throw new FailedError(`Cannot read the answer of ${where}: ${cause.message}`, { cause });
    }
  };
}
