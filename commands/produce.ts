import { defineCommand } from "./_shared/parser/command.ts";
import {
  choiceFlag,
  type FlagValues,
  listFlag,
  switchFlag,
  valueFlag,
  wholeNumber,
} from "./_shared/parser/flag.ts";
import { headerOf, rateOf } from "./produce/_values.ts";

const maxPartition = 2 ** 31 - 1;

const details = `FORMAT is jsonl, which reads what "wah consume -f jsonl" prints, or a layout:
  %v\\n                      a value per line (the default)
  %k,%v\\n                   a key up to the comma, then a value up to the end of the line
  %k{json} %v{json}\\n       two JSON values; also {hex}, {base64} and {re[EXPRESSION]}
  %K{big32}%V{big32}%k%v    sizes in front, for binary data
  %t %p %d %H %h{%k=%v,}    topic, partition, timestamp in ms, count of headers, a header
The last record needs no newline at its end.`;

const flags = {
  format: valueFlag("jsonl, or the layout of a record (default: one value per line)", {
    alias: "f",
    placeholder: "FORMAT",
  }),
  from: valueFlag("read this file instead of stdin", { placeholder: "FILE", complete: "file" }),
  key: valueFlag("key of records whose input has none", { alias: "k", placeholder: "KEY" }),
  header: listFlag("add a header to each record", {
    alias: "H",
    placeholder: "NAME=VALUE",
    parse: headerOf,
  }),
  partition: valueFlag("write to this partition", {
    alias: "p",
    placeholder: "NUMBER",
    parse: wholeNumber("--partition", { min: 0, max: maxPartition }),
  }),
  partitioner: choiceFlag(
    "how to choose a partition: by a hash of the key, at random, or in turn " +
      "(default: the partition in the input, else by key)",
    ["murmur2", "random", "round-robin"],
    { conflicts: ["partition"] },
  ),
  compression: choiceFlag("compress batches", ["none", "gzip", "snappy", "lz4", "zstd"], {
    alias: "z",
    default: "none",
  }),
  acks: choiceFlag("wait for all in-sync replicas, for the leader, or not at all", [
    "all",
    "-1",
    "1",
    "0",
  ], { default: "all" }),
  tombstone: switchFlag("write a null value where the value is empty or absent", { alias: "Z" }),
  timestamp: valueFlag("timestamp of each record: milliseconds or a date (default: now)", {
    placeholder: "TIME",
  }),
  rate: valueFlag("most records per second, minute or hour, for example 100/s", {
    placeholder: "COUNT/UNIT",
    parse: rateOf,
  }),
  outputFormat: valueFlag("print each acknowledged record: json, jsonl or a layout", {
    placeholder: "FORMAT",
  }),
  output: choiceFlag("print a summary: text, or one JSON object", ["text", "json", "jsonl"], {
    default: "text",
  }),
} as const;

/** The parsed flags of `wah produce`. */
export type ProduceFlags = FlagValues<typeof flags>;

/** `wah produce`. */
export const produceCommand = defineCommand({
  description: "Write records to a topic: the given values, or what stdin or a file contains.",
  examples: [
    ["wah produce orders hello", "write one record"],
    ["wah produce orders -k 42 -H trace=abc hello", "with a key and a header"],
    ["cat lines.txt | wah produce orders", "one record per line"],
    ["cat pairs.txt | wah produce orders -f '%k,%v\\n'", "a key and a value per line"],
    ["wah produce orders -Z -k 42", "a tombstone: delete the key from a compacted topic"],
    ["wah consume orders -o :end -f jsonl | wah produce copy -f jsonl", "copy a topic"],
  ],
  args: [
    {
      name: "TOPIC",
      complete: "topic",
      brief: "topic to write to; may be omitted if the input names it",
      isOptional: true,
    },
    { name: "VALUE", brief: "values to write, instead of stdin", isOptional: true, isList: true },
  ],
  flags,
  details,
  async run({ args: [topic, ...values], flags, context }): Promise<void> {
    const { produce } = await (import("./produce/_produce.ts" as string) as Promise<
      typeof import("./produce/_produce.ts")
    >);
    await produce({ topic, values, flags }, context);
  },
});
