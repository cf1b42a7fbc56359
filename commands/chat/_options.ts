import { bells } from "../../lib/chat/terminal/bell.ts";
import { formats } from "../../lib/chat/message/format.ts";
import { choiceFlag, listFlag, valueFlag } from "../_shared/parser/flag.ts";

/** The default room. */
export const defaultRoom = "chat-room";

/** `-u`. */
export const userFlag = valueFlag("your name (default: WAH_USER, or your login name)", {
  alias: "u",
  placeholder: "NAME",
});

/** `-t` of commands that use one room; they reject two. */
export const roomFlag = listFlag(`the room, which is a topic (default: ${defaultRoom})`, {
  alias: "t",
  placeholder: "ROOM",
  complete: "room",
  isOnlyOnce: true,
});

/** `-t` of commands that use several rooms. */
export const roomsFlag = listFlag(`a room, which is a topic (default: ${defaultRoom})`, {
  alias: "t",
  placeholder: "ROOM",
  complete: "room",
});

/** `-f` of commands that write new messages. */
export const formatFlag = choiceFlag(
  "format of what you write; all formats are read (default: text)",
  formats,
  { alias: "f", isPreference: true },
);

/** `-f` of commands that change a message. */
export const amendmentFormatFlag = choiceFlag(
  "format of what you write; all formats are read (default: that of the message)",
  formats,
  { alias: "f" },
);

/** `--bell`. */
export const bellFlag = choiceFlag(
  "when to ring the bell: mention = mentions and direct messages, dm = direct messages only " +
    "(default: mention)",
  bells,
  { isPreference: true },
);
