import { runProcess } from "../cli/process.ts";

const separator = "\x1f";

/** A record that kcat writes or reads; text only. */
export interface KcatRecord {
  readonly key: string | null;
  readonly value: string | null;
  /** kcat cannot send a header without a value. */
  readonly headers?: readonly (readonly [name: string, value: string | null])[];
  readonly partition?: number;
}

/** A record as `kcat -J` prints it. */
export interface KcatLine {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly tstype: string;
  readonly ts: number;
  /** Names and values, alternating. */
  readonly headers?: readonly (string | null)[];
  readonly key: string | null;
  readonly payload: string | null;
}

/** Runs kcat and returns its stdout; throws with its stderr if it fails. */
export async function kcat(
  args: readonly string[],
  stdin: string | Uint8Array = "",
): Promise<string> {
  const result = await runProcess("kcat", args, { stdin });
  if (result.status !== 0) {
    throw new Error(`kcat ${args.join(" ")} ended with ${result.status}: ${result.stderr}`);
  }
  return result.stdout;
}

/**
 * Produces `records` in order, with one kcat for consecutive records with equal headers and
 * partition.
 */
export async function kcatProduce(
  target: {
    readonly brokers: string;
    readonly topic: string;
    readonly codec?: string;
    readonly args?: readonly string[];
  },
  records: readonly KcatRecord[],
): Promise<void> {
  for (let start = 0; start < records.length;) {
    const shape = argumentsFor(records[start]!);
    let end = start + 1;
    while (end < records.length && same(argumentsFor(records[end]!), shape)) end++;
    await kcat(
      [
        ...["-P", "-b", target.brokers, "-t", target.topic, "-z", target.codec ?? "none"],
        ...["-X", "topic.partitioner=murmur2_random", "-K", separator],
        ...(target.args ?? []),
        ...shape,
      ],
      records.slice(start, end).map(line).join(""),
    );
    start = end;
  }
}

/** Returns every record of a topic, oldest first within each partition. */
export async function kcatConsume(
  source: { readonly brokers: string; readonly topic: string; readonly args?: readonly string[] },
): Promise<KcatLine[]> {
  const out = await kcat([
    ...["-C", "-q", "-b", source.brokers, "-t", source.topic, "-o", "beginning", "-e", "-J"],
    ...(source.args ?? []),
  ]);
  return out.split("\n").filter((text) => text !== "").map((text) => JSON.parse(text));
}

function argumentsFor(record: KcatRecord): string[] {
  return [
    ...(record.value === null ? ["-Z"] : []),
    ...(record.partition === undefined ? [] : ["-p", String(record.partition)]),
    ...(record.headers ?? []).flatMap(([name, value]) => ["-H", `${name}=${value ?? ""}`]),
  ];
}

function same(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((word, index) => word === right[index]);
}

/** One line of kcat's stdin. With -Z both an empty key and an empty value are null. */
function line({ key, value }: KcatRecord): string {
  if (value === null && key === "") throw new Error("kcat cannot send an empty key with no value");
  if (value === null) return `${key ?? ""}${separator}\n`;
  if (key === null && value === "") throw new Error("kcat cannot send nothing but an empty value");
  return key === null ? `${value}\n` : `${key}${separator}${value}\n`;
}
