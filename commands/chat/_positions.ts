import { join } from "node:path";
import { ReadPositions } from "../../lib/chat/read_positions.ts";
import type { Context } from "../../lib/context.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";

/**
 * Where it is kept how far a user has read: `$XDG_STATE_HOME/wah/chat`, else
 * `~/.local/state/wah/chat`; null where there is no home.
 */
export function readPositions(
  client: KafkaClient,
  user: string,
  { env }: Context,
): ReadPositions | null {
  const home = env("HOME");
  const state = env("XDG_STATE_HOME") ??
    (home === undefined ? undefined : join(home, ".local", "state"));
  if (state === undefined) return null;
  const { clusterId } = client;
  return new ReadPositions({ folder: join(state, "wah", "chat"), clusterId, user });
}
