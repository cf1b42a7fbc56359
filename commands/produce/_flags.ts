import {
  choiceFlag,
  type FlagValues,
  listFlag,
  switchFlag,
  valueFlag,
  wholeNumber,
} from "../_shared/parser/flag.ts";
import { rateOf } from "../_shared/records/rate.ts";
import { headerOf } from "./_values.ts";

const maxPartition = 2 ** 31 - 1;

/** The flags of `wah produce`. */
export const produceFlags = {
  format: valueFlag("json, jsonl, or the layout of a record (default: one value per line)", {
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
  schema: valueFlag(
    "encode JSON values: a schema id, a subject, topic (the subject TOPIC-value), avro=FILE, " +
      "protobuf=FILE:TYPE",
    { placeholder: "SCHEMA" },
  ),
  schemaType: valueFlag("message type in a Protobuf schema (default: its first)", {
    placeholder: "TYPE",
  }),
  schemaKey: valueFlag("encode JSON keys, in the same ways", { placeholder: "SCHEMA" }),
  schemaKeyType: valueFlag("message type of keys", { placeholder: "TYPE" }),
  registry: valueFlag("address of the schema registry", { placeholder: "URL" }),
  outputFormat: valueFlag("print each acknowledged record: json, jsonl or a layout", {
    placeholder: "FORMAT",
  }),
  output: choiceFlag("print a summary: text, or one JSON object", ["text", "json", "jsonl"], {
    default: "text",
  }),
} as const;

/** The parsed flags of `wah produce`. */
export type ProduceFlags = FlagValues<typeof produceFlags>;
