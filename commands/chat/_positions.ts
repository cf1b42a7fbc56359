import { ReadPositions } from "../../lib/chat/session/read_positions.ts";
import type { Context } from "../../lib/context.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import { userFolder } from "../../lib/settings/user_folder.ts";
import { joinPath } from "../../lib/text/file_path.ts";

/**
 * Returns the saved read positions of a user, in the folder `chat` of wah's folder for state; null
 * if the account has no home folder.
 */
export function openReadPositions(
  client: KafkaClient,
  user: string,
  context: Context,
): ReadPositions | null {
  const state = userFolder("state", context);
  if (state === null) return null;
  const { clusterId } = client;
  return new ReadPositions({ folder: joinPath(state, "chat"), clusterId, user });
}
