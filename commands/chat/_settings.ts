import type { Format } from "../../lib/chat/message/format.ts";
import { parseRoomName } from "../../lib/chat/log/room_name.ts";
import { parseUserName } from "../../lib/chat/message/user_name.ts";
import type { Context } from "../../lib/context.ts";
import { UsageError } from "../../lib/errors.ts";
import { note } from "../_shared/note.ts";
import type { CommandContext } from "../_shared/parser/command.ts";
import { defaultRoom } from "./_options.ts";

/** The user, the rooms and the format of new messages. */
export interface ChatSettings {
  readonly author: string;
  /** At least one, each once. */
  readonly rooms: readonly string[];
  /** Undefined if the command line does not name it. */
  readonly format: Format | undefined;
}

/** The options as the command line gave them. */
export interface SharedChatFlags {
  readonly user?: string | undefined;
  readonly room?: string | readonly string[] | undefined;
  readonly format?: Format | undefined;
}

/**
 * Checks the options and fills in those that are missing. Prints a note if the user's name has to
 * be made from the host's.
 *
 * @throws {UsageError} If a name is invalid.
 */
export async function chatSettings(
  options: SharedChatFlags,
  context: CommandContext,
): Promise<ChatSettings> {
  const rooms = [options.room ?? defaultRoom].flat().map(parseRoomName);
  const name = options.user ?? loginName(context);
  return {
    author: name === undefined ? await nameFromHost(context) : parseUserName(name),
    rooms: [...new Set(rooms)],
    format: options.format,
  };
}

/**
 * The one room that is meant.
 *
 * @throws {UsageError} When there are several.
 */
export function onlyRoom(rooms: readonly string[]): string {
  const [room = defaultRoom, ...others] = rooms;
  if (others.length === 0) return room;
  throw new UsageError(`Cannot use ${rooms.length} rooms here: give -t only once`);
}

/**
 * The one room that the options name, or the default one.
 *
 * @throws {UsageError} When there are several, or it cannot be the name of a topic.
 */
export function roomName({ room }: SharedChatFlags): string {
  return onlyRoom([room ?? defaultRoom].flat().map(parseRoomName));
}

function loginName({ env }: Context): string | undefined {
  return env("WAH_USER") ?? env("USER") ?? env("LOGNAME") ?? env("USERNAME");
}

/** A container often has no login name. */
async function nameFromHost(context: CommandContext): Promise<string> {
  const { hostUserName } =
    await (import("../../lib/chat/message/host_user_name.ts" as string) as Promise<
      typeof import("../../lib/chat/message/host_user_name.ts")
    >);
  const name = hostUserName(context.machine.hostName());
  const text = `No user name is set, so your name is "${name}", after this host; set it with -u`;
  await note(text, context);
  return name;
}
