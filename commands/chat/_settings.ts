import type { Format } from "../../lib/chat/message/format.ts";
import { parseRoomName } from "../../lib/chat/log/room_name.ts";
import { parseUserName } from "../../lib/chat/message/user_name.ts";
import type { Context } from "../../lib/context.ts";
import { UsageError } from "../../lib/errors.ts";
import { visible } from "../../lib/text/visible.ts";
import type { PromptMark } from "../../lib/chat/terminal/screen.ts";
import type { Settings } from "../../lib/settings/settings.ts";
import { note } from "../_shared/note.ts";
import type { CommandContext } from "../_shared/parser/command.ts";
import { defaultRoom } from "./_options.ts";

/** The checked settings of a chat command. */
export interface ChatSettings {
  readonly author: string;
  /** At least one, each once. */
  readonly rooms: readonly string[];
  /** Undefined if neither the command line nor the settings name it. */
  readonly format: Format | undefined;
  /** The mark of the cluster at the start of a prompt; undefined if it has none. */
  readonly mark: PromptMark | undefined;
  /** The addresses of brokers, as the settings write them. */
  readonly broker: string;
  /** Whether the settings ask for the full screen. */
  readonly isFull: boolean;
  readonly background: "dark" | "light" | undefined;
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
  const settings = await settingsOf(context);
  const name = options.user ?? settings.get("chat.user") ?? loginName(context);
  const { mark } = settings;
  const format = options.format ?? settings.get("chat.format") as Format | undefined;
  return {
    author: name === undefined ? await nameFromHost(context) : parseUserName(name),
    rooms: await roomNames(options, context),
    format,
    mark: mark && { text: `[${visible(mark.name)}]`, color: mark.color },
    broker: settings.get("brokers") ?? "localhost:9092",
    isFull: settings.get("chat.full") ?? false,
    background: settings.get("chat.theme") as "dark" | "light" | undefined,
  };
}

/**
 * The one room of a command that uses one: that of the options, or the first one of the settings.
 *
 * @throws {UsageError} If the options name several.
 */
export function onlyRoom({ room }: SharedChatFlags, rooms: readonly string[]): string {
  const given = new Set([room ?? []].flat());
  if (given.size < 2) return rooms[0] ?? defaultRoom;
  throw new UsageError(`Cannot use ${given.size} rooms here: give -t only once`);
}

/**
 * The rooms that the options name, or the settings, or the default one.
 *
 * @throws {UsageError} If one of them cannot be the name of a topic.
 */
export async function roomNames(
  { room }: SharedChatFlags,
  context: CommandContext,
): Promise<readonly string[]> {
  const rooms = [room ?? (await settingsOf(context)).get("chat.rooms") ?? []].flat();
  return [...new Set((rooms.length === 0 ? [defaultRoom] : rooms).map(parseRoomName))];
}

async function settingsOf(context: CommandContext): Promise<Settings> {
  const { commandSettings } = await (import("../_shared/settings.ts" as string) as Promise<
    typeof import("../_shared/settings.ts")
  >);
  return await commandSettings(context);
}

function loginName({ env }: Context): string | undefined {
  return env("USER") ?? env("LOGNAME") ?? env("USERNAME");
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
