import { defineCommand } from "./_shared/parser/command.ts";
import { switchFlag } from "./_shared/parser/flag.ts";

/** `wah mcp`. */
export const mcpCommand = defineCommand({
  description:
    "Serve a cluster to an agent: a Model Context Protocol server on stdin and stdout. " +
    "It reads topics, records, groups and health, and changes nothing unless a flag allows it. " +
    "It never starts a broker.",
  examples: [
    ["wah mcp", "read-only, for the settings of an MCP client"],
    ["wah mcp -b broker-1:9092", "for another cluster"],
    ["wah mcp --allow-write", "it can also create topics and produce records"],
  ],
  flags: {
    allowWrite: switchFlag("offer the tools that create topics and produce records"),
    allowDelete: switchFlag("offer the tools that delete topics, records and groups"),
  },
  async run({ flags: { allowWrite = false, allowDelete = false }, context, app }): Promise<void> {
    const { serve } =
      await (import("./mcp/_serve.ts" as string) as Promise<typeof import("./mcp/_serve.ts")>);
    await serve({ allowWrite, allowDelete }, { app, context });
  },
});
