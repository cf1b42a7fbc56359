import type { FullTopicSpec } from "../../lib/kafka/admin/reset_plan.ts";
import { shellQuote } from "../../lib/text/shell_quote.ts";

/** Returns the command line that creates a topic like this one, quoted for a POSIX shell. */
export function createCommand(spec: FullTopicSpec): string {
  const flags = [
    "-p",
    String(spec.partitions),
    "-r",
    String(spec.replicationFactor),
    ...Object.entries(spec.configs).flatMap(([key, value]) => ["-c", `${key}=${value}`]),
  ];
  const words = spec.name.startsWith("-") ? [...flags, "--", spec.name] : [spec.name, ...flags];
  return ["wah", "topic", "create", ...words].map(shellQuote).join(" ");
}
