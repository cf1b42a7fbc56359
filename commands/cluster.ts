import { UsageError } from "../lib/errors.ts";
import { shellQuote } from "../lib/text/shell_quote.ts";
import { type AnyCommand, defineAlias, defineCommand } from "./_shared/parser/command.ts";
import { switchFlag } from "./_shared/parser/flag.ts";

/** `wah cluster`: rpk's words for commands about the cluster. */
export const clusterCommand = defineCommand({
  description: "Commands of rpk: wah health does what rpk cluster health does.",
  examples: [["wah health", "check cluster health"]],
  flags: {},
  subcommands: {
    health: { summary: "the same as wah health", load: rpkHealth },
    info: { summary: "see wah health and wah topic list", load: () => Promise.resolve(rpkInfo) },
  },
});

async function rpkHealth(): Promise<AnyCommand> {
  const { healthCommand } = await (import("./health.ts" as string) as Promise<
    typeof import("./health.ts")
  >);
  return defineAlias(healthCommand, {
    command: ["health"],
    flags: {
      watch: { brief: "", alias: "w", here: "--watch" },
      exitWhenHealthy: { brief: "", alias: "e", here: "--wait" },
    },
  });
}

/** Names the commands that show each part. */
const rpkInfo = defineCommand({
  description: "A command of rpk. wah health shows the brokers, wah topic list the topics.",
  examples: [
    ["wah health", "show the brokers"],
    ["wah topic list -i", "show the topics"],
  ],
  args: [{ name: "TOPIC", brief: "only these topics", isOptional: true, isList: true }],
  flags: {
    printCluster: switchFlag("the cluster's id", { alias: "c" }),
    printBrokers: switchFlag("the brokers"),
    printTopics: switchFlag("the topics", { alias: "t" }),
    printInternalTopics: switchFlag("internal topics, too", { alias: "i" }),
    printDetailedTopics: switchFlag("the partitions of the topics", { alias: "d" }),
  },
  run({ args, flags }): Promise<void> {
    const verb = flags.printDetailedTopics && args.length > 0 ? "describe" : "list";
    const internal = flags.printInternalTopics && verb === "list" ? ["-i"] : [];
    const topics = ["wah", "topic", verb, ...internal, ...args].map(shellQuote).join(" ");
    const { printBrokers = false, printCluster = false, printTopics = false } = flags;
    const onlyBrokers = (printBrokers || printCluster) && !printTopics && args.length === 0;
    const onlyTopics = printTopics && !printBrokers && !printCluster;
    throw new UsageError('Cannot run "wah cluster info": wah shows brokers and topics separately', {
      hint: onlyBrokers
        ? "Run wah health"
        : onlyTopics
        ? `Run ${topics}`
        : `Run wah health for the brokers, and ${topics} for the topics`,
    });
  },
});
