import type { RecordView } from "../wire/batches/record_view.ts";
import { jsonOrText } from "./json_value.ts";
import type { FilterSource } from "./record_filter.ts";

/** The variables of expressions over a record, with their types in the expression language. */
export const recordVariables = {
  topic: "string",
  partition: "int",
  offset: "int",
  timestamp: "google.protobuf.Timestamp",
  key: "dyn",
  value: "dyn",
  headers: "map<string, dyn>",
} as const;

type Variable = keyof typeof recordVariables;

/** Returns the values of the variables for one record. */
export type VariableReader = (
  record: RecordView,
  source: FilterSource,
) => Readonly<Record<string, unknown>>;

/**
 * Returns the decoded key or value of a record; undefined if it has none, and then the variable has
 * its bytes as text.
 */
export type PartDecoder = (
  part: "key" | "value",
  record: RecordView,
  source: FilterSource,
) => unknown;

/**
 * Returns a reader of those {@link recordVariables} that an expression uses. With `decode`, key and
 * value are what that returns.
 */
export function variableReader(
  used: ReadonlySet<string>,
  decode?: PartDecoder,
): VariableReader {
  const names = Object.keys(readers).filter((name) => used.has(name)) as Variable[];
  return (record, source) => {
    const variables: Partial<Record<Variable, unknown>> = {};
    for (const name of names) {
      const decoded = name === "key" || name === "value"
        ? decode?.(name, record, source)
        : undefined;
      variables[name] = decoded === undefined ? readers[name](record, source) : decoded;
    }
    return variables;
  };
}

const decoder = new TextDecoder();

const readers: Readonly<
  Record<Variable, (record: RecordView, source: FilterSource) => unknown>
> = {
  topic: (_record, { topic }) => topic,
  partition: (_record, { partition }) => BigInt(partition),
  offset: ({ offset }) => offset,
  timestamp: ({ timestamp }) => timestamp < 0n ? null : new Date(Number(timestamp)),
  key: ({ key }) => key === null ? null : decoder.decode(key),
  value: ({ value }) => value === null ? null : jsonOrText(decoder.decode(value)),
  headers: ({ headers }) =>
    new Map(headers.map(({ key, value }) => [key, value === null ? null : decoder.decode(value)])),
};
