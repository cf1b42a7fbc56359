import type { Output } from "../../lib/context.ts";
import { exactNumber } from "../../lib/text/exact_number.ts";
import { visible, visibleJson } from "../../lib/text/visible.ts";

/** How a command that reports prints: for people, as one document, or as one JSON per line. */
export type OutputFormat = "text" | "json" | "jsonl" | "yaml";

/** Version of the shape of JSON and YAML documents; it changes when a field changes its meaning. */
const documentVersion = 1;

/** A line of {@link labels}. */
export type Label = readonly [label: string, value: string];

const gap = 2;

/** Formats a label and a value per line; control characters in values are escaped. */
export function labels(lines: readonly Label[]): string {
  const width = Math.max(...lines.map(([label]) => label.length));
  return lines
    .map(([label, value]) => `${`${label}:`.padEnd(width + gap)} ${visible(value)}\n`)
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
  else if (format === "jsonl") await output.write(items.map((item) => `${json(item)}\n`).join(""));
  else await output.write(await documentText({ version: documentVersion, [name]: items }, format));
}

/** Prints a single object, like {@link printList}; its fields follow `version` in a document. */
export async function printItem(
  output: Output,
  format: OutputFormat,
  item: object,
  text: () => string | Promise<string>,
): Promise<void> {
  if (format === "text") await output.write(await text());
  else if (format === "jsonl") await output.write(`${json(item)}\n`);
  else await output.write(await documentText({ version: documentVersion, ...item }, format));
}

async function documentText(document: object, format: "json" | "yaml"): Promise<string> {
  if (format === "json") return `${json(document, 2)}\n`;
  const { yamlText } =
    await (import("./yaml_text.ts" as string) as Promise<typeof import("./yaml_text.ts")>);
  return yamlText(document);
}

/**
 * Waits until a result is printed, then throws `failure` unless that is null. The failure is
 * reported even if the reader of stdout has gone away.
 */
export async function failAfter(printed: Promise<void>, failure: unknown): Promise<void> {
  await printed.catch((error) => {
    throw failure ?? error;
  });
  if (failure !== null) throw failure;
}

/** Formats JSON with bigints as plain numbers, which every reader except JavaScript's accepts. */
export function json(value: unknown, indent?: number): string {
  return visibleJson(JSON.stringify(
    value,
    (_, inner) => typeof inner === "bigint" ? exactNumber(inner) : inner,
    indent,
  ));
}
