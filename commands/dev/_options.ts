import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { UsageError } from "../../lib/errors.ts";
import type { Address } from "../../lib/kafka/config.ts";
import { formatAddress } from "../../lib/text/format_address.ts";
import { wholeNumber } from "../_options.ts";
import { hostAndPort } from "./_listen_address.ts";

/** A topic that a broker is started with. */
export interface NamedTopic {
  readonly name: string;
  readonly partitionCount?: number;
}

/** How a broker is run, as the command line says it; what it does not say is undefined. */
export interface DevOptions {
  readonly listen?: Address;
  /** As typed. */
  readonly data?: string;
  readonly memory?: true;
  readonly topic?: readonly NamedTopic[];
  readonly advertise?: Address;
  readonly set?: readonly (readonly [key: string, value: string])[];
  readonly strict?: true;
  readonly sync?: "full" | "normal";
  readonly idleTimeout?: number;
  readonly fileDescriptors?: number;
  readonly background?: true;
}

/** Longest time in seconds that timers take. */
const maxIdleSeconds = 2_000_000;

/** No system has a larger limit. */
const maxFileDescriptors = 2 ** 31 - 1;

/** `--data`, of all that has to do with a broker's data. */
export function dataOption(): Option<"--data <dir>"> {
  return new Option("--data <dir>", "where its data is (default: $XDG_DATA_HOME/wah)");
}

/** Adds the options for running a broker; none has a default, so that what was typed is known. */
export function addBrokerOptions(command: CommandUnknownOpts): void {
  const options = [
    new Option("--listen <host:port>", "where to take connections (default: localhost:9092)")
      .argParser(hostAndPort({ flag: "--listen", minPort: 0 })),
    dataOption(),
    new Option("--topic <name[:partitions]>", "create a topic unless it is there, repeatable")
      .argParser(addTopic),
    new Option("--advertise <host:port>", "what clients are told to connect to")
      .argParser(hostAndPort({ flag: "--advertise", minPort: 1 })),
    new Option("--set <key=value>", "one of Kafka's broker settings, repeatable")
      .argParser(addSetting),
    new Option("--strict", "refuse a replication factor above one, as Kafka does on one node"),
    new Option("--sync <mode>", "full: acknowledged means on disk (default); normal: soon")
      .choices(["full", "normal"]),
    new Option("--idle-timeout <seconds>").hideHelp()
      .argParser(wholeNumber("--idle-timeout", { max: maxIdleSeconds })),
    new Option("--file-descriptors <number>").hideHelp()
      .argParser(wholeNumber("--file-descriptors", { max: maxFileDescriptors })),
  ];
  for (const option of options) command.addOption(option);
}

/** The options of `wah dev` or one of its subcommands, wherever on the line they stood. */
export function devOptions(command: CommandUnknownOpts): DevOptions {
  return command.optsWithGlobals();
}

/** The words that say the same to another process; where the data is must be settled. */
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

/** @throws {UsageError} When the text is no topic. */
function addTopic(text: string, earlier: readonly NamedTopic[] = []): NamedTopic[] {
  const [, name, count] = /^([^:]+)(?::(\d{1,6}))?$/.exec(text) ?? [];
  const partitionCount = count === undefined ? undefined : Number(count);
  if (name === undefined || partitionCount === 0) {
    throw new UsageError(
      `Cannot use "${text}" for --topic: expected NAME or NAME:PARTITIONS, for example orders:3`,
    );
  }
  return [...earlier, { name, ...(partitionCount === undefined ? {} : { partitionCount }) }];
}

/** @throws {UsageError} When the text has no key or no value. */
function addSetting(
  text: string,
  earlier: readonly (readonly [string, string])[] = [],
): (readonly [string, string])[] {
  const at = text.indexOf("=");
  const key = text.slice(0, at).trim();
  if (at < 0 || key === "") {
    throw new UsageError(`Cannot use "${text}" for --set: expected key=value`);
  }
  return [...earlier, [key, text.slice(at + 1).trim()]];
}
