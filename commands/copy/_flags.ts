import { choiceFlag, type FlagValues, switchFlag, valueFlag } from "../_shared/parser/flag.ts";
import { rateOf } from "../_shared/records/rate.ts";
import {
  decodeFlags,
  filterFlags,
  partitionList,
  recordFlags,
} from "../_shared/records/record_flags.ts";

/** The flags of `wah copy`. */
export const copyFlags = {
  toBrokers: valueFlag("write to the cluster of these brokers", { placeholder: "HOST:PORT,..." }),
  toProfile: valueFlag("write to the cluster of a profile", {
    placeholder: "NAME",
    complete: "profile",
  }),
  toHeader: valueFlag("write each record to the topic that its header names", {
    placeholder: "NAME",
    conflicts: ["create"],
  }),
  create: switchFlag("create TARGET if it does not exist, like SOURCE"),
  partitions: choiceFlag(
    "keep the partitions, or choose them by key (default: keep; rehash with --to-header)",
    ["keep", "rehash"],
  ),
  offset: valueFlag("where to start and stop", {
    alias: "o",
    placeholder: "OFFSETS",
    default: ":end",
  }),
  num: recordFlags.num,
  fromPartitions: valueFlag("only these partitions, separated by commas", {
    alias: "p",
    placeholder: "LIST",
    parse: partitionList,
  }),
  readCommitted: recordFlags.readCommitted,
  onCorrupt: recordFlags.onCorrupt,
  ...filterFlags,
  ...decodeFlags,
  transform: valueFlag("compute the new value, or a map with key, value and headers (CEL)", {
    placeholder: "EXPRESSION",
  }),
  strict: switchFlag("stop at the first record for which an expression or --to-header fails"),
  compression: choiceFlag(
    "compress batches; keep uses the codec of the first batch",
    ["keep", "none", "gzip", "snappy", "lz4", "zstd"],
    { alias: "z", default: "keep" },
  ),
  rate: valueFlag("most records per second, minute or hour, for example 100/s", {
    placeholder: "COUNT/UNIT",
    parse: rateOf,
  }),
  resume: valueFlag("save in this file how far the copy is, and continue there", {
    placeholder: "FILE",
    complete: "file",
  }),
  dryRun: switchFlag("count what would be copied; write nothing"),
  output: choiceFlag("print the result as text or as a document", [
    "text",
    "json",
    "jsonl",
    "yaml",
  ], { default: "text" }),
} as const;

/** The parsed flags of `wah copy`. */
export type CopyFlags = FlagValues<typeof copyFlags>;
