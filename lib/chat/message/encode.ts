import type { Format } from "./format.ts";
import { encodeJson } from "./json_format.ts";
import type { Amendment, EncodedMessage, NewMessage } from "./message.ts";
import { encodeProtobuf, loadProtobuf } from "./protobuf_format.ts";
import { encodeText } from "./text_format.ts";

/** Encodes a message as the value and headers of a record. */
export type Encoder = (message: NewMessage | Amendment) => EncodedMessage;

/**
 * Returns the encoder of a format, and loads what it needs.
 *
 * @param hasUserField In JSON: whether `user` names the author too. Default: false.
 */
export async function openEncoder(
  format: Format,
  { hasUserField = false }: { readonly hasUserField?: boolean } = {},
): Promise<Encoder> {
  switch (format) {
    case "text":
      return encodeText;
    case "json":
      return (message) => encodeJson(message, { hasUserField });
    case "protobuf":
      await loadProtobuf();
      return encodeProtobuf;
  }
}
