import type { Format } from "../../lib/chat/message/format.ts";
import { parseRoomName } from "../../lib/chat/log/room_name.ts";
import { parseUserName } from "../../lib/chat/message/user_name.ts";
import type { Context } from "../../lib/context.ts";
import { UsageError } from "../../lib/errors.ts";
import { note } from "../_shared/note.ts";
import type { CommandContext } from "../_shared/parser/command.ts";
import { defaultRoom } from "./_options.ts";

/** The checked settings of a chat command. */
export interface ChatSettings {
  readonly author: string;
  /** At least one, each once. */
  readonly rooms: readonly string[];
  /** Undefined if the command line does not name it. */
  readonly format: Format | undefined;
}

/** The flags that all chat commands have, unchecked. */
export interface SharedChatFlags {
  readonly user?: string | undefined;
  readonly room?: string | readonly string[] | undefined;
  readonly format?: Format | undefined;
}

/**
 * Checks the flags and fills in the defaults. Prints a note if the user's name is derived from the
 * name of the host.
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
 * Returns the only room.
 *
 * @throws {UsageError} If there are several.
 */
export function onlyRoom(rooms: readonly string[]): string {
  const [room = defaultRoom, ...others] = rooms;
  if (others.length === 0) return room;
  throw new UsageError(`Cannot use ${rooms.length} rooms here: give -t only once`);
}

/**
 * Returns the only room of the flags, or the default room.
 *
 * @throws {UsageError} If there are several, or the name is not valid for a room.
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
