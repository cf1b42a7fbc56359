import { type Encoder, openEncoder } from "../message/encode.ts";
import type { MessageStyle } from "../message/format.ts";

/**
 * Returns the encoder for a record in a room. In JSON, the record has a field `user` if the style
 * has it or other messages of the room do.
 *
 * @param usesUserField Returns whether other JSON messages of the room have the field; called only
 * for JSON.
 */
export async function openRoomEncoder(
  { format, hasUserField }: MessageStyle,
  usesUserField: () => Promise<boolean>,
): Promise<Encoder> {
  if (format !== "json") return await openEncoder(format);
  return await openEncoder("json", { hasUserField: hasUserField || await usesUserField() });
}
