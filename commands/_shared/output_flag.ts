import type { OutputFormat } from "./print.ts";
import { choiceFlag, type Flag } from "./parser/flag.ts";

/** `-o` of every command that reports. */
export const outputFlag: Flag<OutputFormat> = choiceFlag(
  "output format",
  ["text", "json", "jsonl", "yaml"],
  { alias: "o", default: "text" },
);
