import { decodeRecord } from "../../../lib/chat/message/decode.ts";
import { loadProtobuf } from "../../../lib/chat/message/protobuf_format.ts";
import { DecodeFailure, type Decoder } from "../../../lib/decode/decoder.ts";

/** Loads the decoder of chat messages: what they are, who wrote them, and their texts. */
export async function loadChatDecoder(): Promise<Decoder> {
  await loadProtobuf();
  return {
    decode(value, { headers, timestamp }): unknown {
      const position = { partition: 0, offset: 0n };
      const { content } = decodeRecord({ ...position, key: null, value, headers, timestamp });
      if (content.kind !== "foreign") return { ...content };
      throw new DecodeFailure(`not a chat message (${content.reason})`);
    },
  };
}
