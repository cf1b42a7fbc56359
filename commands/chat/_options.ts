import { Option } from "@commander-js/extra-typings";
import { type Bell, bells } from "../../lib/chat/bell.ts";
import { type Format, formats } from "../../lib/chat/format.ts";

/** The room that is meant where none is named. */
export const defaultRoom = "chat-room";

/** `-u`. */
export function userOption(): Option<"-u, --user <name>"> {
  return new Option("-u, --user <name>", "who you are (default: WAH_USER, else your login name)");
}

type RoomOption = Option<
  "-t, --room <topic>",
  undefined,
  undefined,
  undefined,
  false,
  string[]
>;

/**
 * `-t`; without a default of its own, so that it may stand before a subcommand too. Given twice it
 * is two rooms, which whoever takes but one refuses.
 */
export function roomOption(): RoomOption {
  return repeatable(`the room, which is a topic (default: ${defaultRoom})`);
}

/** `-t`, as often as there are rooms. */
export function roomsOption(): RoomOption {
  return repeatable(
    `a room, which is a topic; may be given several times (default: ${defaultRoom})`,
  );
}

function repeatable(description: string): RoomOption {
  return new Option("-t, --room <topic>", description)
    .argParser<string[]>((room, rooms = []) => [...rooms, room]);
}

/** `-f`; without it, an edit or a deletion has the format of its message. */
export function formatOption(byDefault: "text" | "that of the message" = "text"): Option<
  "-f, --format <format>",
  undefined,
  undefined,
  undefined,
  false,
  Format
> {
  return new Option(
    "-f, --format <format>",
    `format of what you write; all formats are read (default: ${byDefault})`,
  ).choices(formats);
}

/** `--bell`. */
export function bellOption(): Option<
  "--bell <when>",
  undefined,
  undefined,
  undefined,
  false,
  Bell
> {
  return new Option(
    "--bell <when>",
    "when the terminal rings: for lines that name you and direct messages, for the latter only, " +
      "for all, or never (default: mention)",
  ).choices(bells);
}
