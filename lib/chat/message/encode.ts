import type { Format } from "./format.ts";
import { encodeJson } from "./json_format.ts";
import type { Amendment, EncodedMessage, NewMessage } from "./message.ts";
import { encodeProtobuf, loadProtobuf } from "./protobuf_format.ts";
import { encodeText } from "./text_format.ts";

/** Turns messages into what Kafka takes. */
export type Encoder = (message: NewMessage | Amendment) => EncodedMessage;

/**
 * Opens the encoder of a format: loads all that it needs.
 *
 * @param hasUserField In JSON: whether messages name their author under `user` too.
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
