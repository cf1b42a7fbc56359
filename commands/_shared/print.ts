import type { Output } from "../../lib/context.ts";
import { exactNumber } from "../../lib/text/exact_number.ts";
import { coloredJson, inTone, type State } from "../../lib/text/style.ts";
import { visible, visibleJson } from "../../lib/text/visible.ts";

/** How a command that reports prints: for people, as one document, or as one JSON per line. */
export type OutputFormat = "text" | "json" | "jsonl" | "yaml";

/** Version of the shape of JSON and YAML documents; it changes when a field changes its meaning. */
const documentVersion = 1;

/** A line of {@link labels}. */
export type Label = readonly [label: string, value: string | State];

const gap = 2;

/**
 * Formats a label and a value per line; control characters in values are escaped. States are
 * colored if styles are wanted.
 */
export function labels(
  lines: readonly Label[],
  { styled }: Pick<Output, "styled"> = { styled: false },
): string {
  const width = Math.max(...lines.map(([label]) => label.length));
  const valueText = (value: Label[1]): string => {
    if (typeof value === "string") return visible(value);
    return styled ? inTone(visible(value.state), value.tone) : visible(value.state);
  };
  return lines
    .map(([label, value]) => `${`${label}:`.padEnd(width + gap)} ${valueText(value)}\n`)
    .join("");
}

/** A list of items to print. */
export interface PrintableList {
  /** The name of the list in JSON and YAML: `topics` in `{"version":1,"topics":[...]}`. */
  readonly name: string;
  readonly items: readonly unknown[];
  /** Called only for the text format. */
  readonly text: () => string | Promise<string>;
}

/** Prints a list: as text, as a JSON or YAML document, or as one line of JSON per item. */
export async function printList(
  output: Output,
  format: OutputFormat,
  { name, items, text }: PrintableList,
): Promise<void> {
  if (format === "text") await output.write(await text());
  else if (format === "jsonl") {
    await writeJson(output, items.map((item) => `${json(item)}\n`).join(""));
  } else await writeDocument(output, { version: documentVersion, [name]: items }, format);
}

/** Prints a single object, like {@link printList}; its fields follow `version` in a document. */
export async function printItem(
  output: Output,
  format: OutputFormat,
  item: object,
  text: () => string | Promise<string>,
): Promise<void> {
  if (format === "text") await output.write(await text());
  else if (format === "jsonl") await writeJson(output, `${json(item)}\n`);
  else await writeDocument(output, { version: documentVersion, ...item }, format);
}

async function writeDocument(
  output: Output,
  document: object,
  format: "json" | "yaml",
): Promise<void> {
  if (format === "json") return await writeJson(output, `${json(document, 2)}\n`);
  const { yamlText } =
    await (import("./yaml_text.ts" as string) as Promise<typeof import("./yaml_text.ts")>);
  await output.write(await yamlText(document));
}

async function writeJson(output: Output, text: string): Promise<void> {
  await output.write(output.styled ? coloredJson(text) : text);
}

/**
 * Waits until a result is printed, then throws `failure` unless there is none. The failure is
 * reported even if the reader of stdout has gone away.
 */
export async function failAfter(printed: Promise<void>, failure: unknown): Promise<void> {
  await printed.catch((error) => {
    throw failure ?? error;
  });
  if (failure !== null && failure !== undefined) throw failure;
}

/** Formats JSON with bigints as plain numbers, which every reader except JavaScript's accepts. */
export function json(value: unknown, indent?: number): string {
  return visibleJson(JSON.stringify(
    value,
    (_, inner) => typeof inner === "bigint" ? exactNumber(inner) : inner,
    indent,
  ));
}
