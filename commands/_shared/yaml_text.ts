import { Document, visit } from "yaml";
import { visible } from "../../lib/text/visible.ts";

/**
 * Formats a value as YAML, with every character that a terminal obeys or hides written as an
 * escape sequence of YAML.
 */
export function yamlText(value: unknown): string {
  const document = new Document(value);
  visit(document, {
    Scalar(_, node): void {
      // Only double quotes have escape sequences.
      const isHidden = typeof node.value === "string" && visible(node.value) !== node.value;
      if (isHidden) node.type = "QUOTE_DOUBLE";
    },
  });
  const text = document.toString({ lineWidth: 0 });
  const escaped = visible(text, { multiline: true });
  // A value may contain such a sequence as text.
  if (text.includes("\\u{")) return escaped;
  return escaped.replaceAll(
    /\\u\{([0-9a-f]+)\}/g,
    (_, code: string) => `\\U${code.padStart(8, "0")}`,
  );
}
