import { defineCommand } from "./_shared/parser/command.ts";

/** `wah complete`: what the completion scripts call. */
export const completeCommand = defineCommand({
  description: "Print what a shell can offer at the end of a command line, for its completion " +
    "script.",
  examples: [["wah complete -- topic describe ''", "the names of topics"]],
  args: [{
    name: "WORD",
    brief: "the words after wah, up to the cursor",
    isOptional: true,
    isList: true,
  }],
  flags: {},
  async run({ args, context, app }): Promise<void> {
    const { completeLine } = await (import("./completions/_complete_line.ts" as string) as Promise<
      typeof import("./completions/_complete_line.ts")
    >);
    await context.stdout.write(await completeLine(args, app.root, context));
  },
});
