import { UsageError } from "../../../lib/errors.ts";
import { formatAddress } from "../../../lib/text/format_address.ts";
import {
  choiceFlag,
  type FlagValues,
  listFlag,
  switchFlag,
  valueFlag,
  wholeNumber,
} from "../parser/flag.ts";
import { keyAndValue } from "../key_and_value.ts";
import { hostAndPort } from "./listen_address.ts";

/** A topic to create when a broker starts. */
export interface NamedTopic {
  readonly name: string;
  readonly partitionCount?: number;
}

/** Longest time of a timer, in seconds. */
const maxIdleSeconds = 2_000_000;

/** No system has a larger limit. */
const maxFileDescriptors = 2 ** 31 - 1;

/** The flags of every command about a broker's data. */
export const dataFlags = {
  data: valueFlag("data directory (default: $XDG_DATA_HOME/wah)", {
    placeholder: "DIR",
    complete: "file",
  }),
} as const;

/** The flags for running a broker. None has a default, to tell which flags were given. */
export const brokerFlags = {
  listen: valueFlag("address to listen on (default: localhost:9092)", {
    placeholder: "HOST:PORT",
    parse: hostAndPort({ flag: "--listen", minPort: 0 }),
  }),
  ...dataFlags,
  topic: listFlag("create a topic if it does not exist", {
    placeholder: "NAME[:PARTITIONS]",
    parse: parseTopic,
  }),
  advertise: valueFlag("address to advertise to clients", {
    placeholder: "HOST:PORT",
    parse: hostAndPort({ flag: "--advertise", minPort: 1 }),
  }),
  set: listFlag("a Kafka broker setting", {
    placeholder: "KEY=VALUE",
    parse: keyAndValue("--set"),
  }),
  strict: switchFlag("reject replication factors above 1, as Kafka does on one node"),
  sync: choiceFlag(
    "when a write is acknowledged; full: once on disk (default), normal: before",
    ["full", "normal"],
  ),
  idleTimeout: valueFlag("", {
    placeholder: "SECONDS",
    isHidden: true,
    parse: wholeNumber("--idle-timeout", { max: maxIdleSeconds }),
  }),
  fileDescriptors: valueFlag("", {
    placeholder: "COUNT",
    isHidden: true,
    parse: wholeNumber("--file-descriptors", { max: maxFileDescriptors }),
  }),
} as const;

/** The flags of a broker; those that were not given are absent. `idleTimeout` is in seconds. */
export type DevOptions = FlagValues<typeof brokerFlags> & {
  readonly memory?: true;
  readonly background?: true;
};

/** Returns the options as arguments for another process. */
export function devArguments(options: DevOptions & { readonly data: string }): string[] {
  const words: string[] = [];
  const add = (flag: string, value: string | undefined): void => {
    if (value !== undefined) words.push(`${flag}=${value}`);
  };
  add("--listen", options.listen && formatAddress(options.listen));
  add("--data", options.data);
  for (const { name, partitionCount } of options.topic ?? []) {
    add("--topic", partitionCount === undefined ? name : `${name}:${partitionCount}`);
  }
  add("--advertise", options.advertise && formatAddress(options.advertise));
  for (const [key, value] of options.set ?? []) add("--set", `${key}=${value}`);
  if (options.strict) words.push("--strict");
  add("--sync", options.sync);
  add("--idle-timeout", options.idleTimeout?.toString());
  add("--file-descriptors", options.fileDescriptors?.toString());
  return words;
}

/** @throws {UsageError} If the text is not NAME or NAME:PARTITIONS. */
function parseTopic(text: string): NamedTopic {
  const [, name, count] = /^([^:]+)(?::(\d{1,6}))?$/.exec(text) ?? [];
  const partitionCount = count === undefined ? undefined : Number(count);
  if (name === undefined || partitionCount === 0) {
    throw new UsageError(
      `Cannot use "${text}" for --topic: expected NAME or NAME:PARTITIONS, for example orders:3`,
    );
  }
  return { name, ...(partitionCount === undefined ? {} : { partitionCount }) };
}
