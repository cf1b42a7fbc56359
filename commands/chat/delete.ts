import { amend, parseMessagePosition } from "./_amend.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { amendmentFormatFlag, roomFlag, userFlag } from "./_options.ts";

/** `wah chat delete`: deletes one of the user's own messages. */
export const chatDeleteCommand = defineCommand({
  description:
    "Delete one of your messages. Chat clients stop showing it, but its record stays in " +
    "the topic.",
  examples: [
    ["wah chat delete -u ci 12", "the one at offset 12 of the room chat-room"],
    ["wah chat delete -u ci -t ops 3/0", "in a room with several partitions"],
  ],
  args: [{ name: "MESSAGE", brief: "its position: OFFSET or PARTITION/OFFSET" }],
  flags: { user: userFlag, room: roomFlag, format: amendmentFormatFlag, output: outputFlag },
  async run({ args: [target = ""], flags, context }): Promise<void> {
    await amend(flags, context, { target: parseMessagePosition(target) });
  },
});
