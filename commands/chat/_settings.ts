import type { Format } from "../../lib/chat/format.ts";
import { parseRoomName } from "../../lib/chat/room_name.ts";
import { parseUserName } from "../../lib/chat/user_name.ts";
import type { Context } from "../../lib/context.ts";
import { UsageError } from "../../lib/errors.ts";
import { defaultRoom } from "./_options.ts";

/** Who talks where, and how. */
export interface ChatSettings {
  readonly author: string;
  /** At least one, each once. */
  readonly rooms: readonly string[];
  /** Undefined if the command line does not name it. */
  readonly format: Format | undefined;
}

/** The options as the command line gave them. */
export interface ChatOptions {
  readonly user?: string | undefined;
  readonly room?: string | readonly string[] | undefined;
  readonly format?: Format | undefined;
}

/**
 * Checks the options and fills in what was left out.
 *
 * @throws {UsageError} When a name cannot be used, or there is none to use.
 */
export function chatSettings(options: ChatOptions, context: Context): ChatSettings {
  const rooms = [options.room ?? defaultRoom].flat().map(parseRoomName);
  return {
    author: parseUserName(options.user ?? loginName(context)),
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
export function roomName({ room }: ChatOptions): string {
  return onlyRoom([room ?? defaultRoom].flat().map(parseRoomName));
}

function loginName({ env }: Context): string {
  const name = env("WAH_USER") ?? env("USER") ?? env("LOGNAME") ?? env("USERNAME");
  if (name !== undefined) return name;
  throw new UsageError(
    "Cannot determine your name: -u and WAH_USER are not set, and there is no login name",
    {
      hint: "Add -u NAME",
    },
  );
}
