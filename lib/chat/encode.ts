import type { Format } from "./format.ts";
import { encodeJson } from "./json_format.ts";
import type { Amendment, EncodedMessage, Said } from "./message.ts";
import { encodeProtobuf, loadProtobuf } from "./protobuf_format.ts";
import { encodeText } from "./text_format.ts";

/** Turns messages into what Kafka takes. */
export type Encoder = (message: Said | Amendment) => EncodedMessage;

/** The encoder of a format, with all loaded that it needs. */
export async function openEncoder(format: Format): Promise<Encoder> {
  if (format === "protobuf") await loadProtobuf();
  return { text: encodeText, json: encodeJson, protobuf: encodeProtobuf }[format];
}
