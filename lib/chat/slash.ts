/** What a line typed at the prompt asks for. */
export type Typed =
  | { readonly kind: "say"; readonly text: string }
  | { readonly kind: "command"; readonly name: string; readonly argument: string }
  | { readonly kind: "nothing" };

/**
 * Reads a line as it was typed at the prompt.
 *
 * A slash begins a command; two of them begin a text that starts with one. A line of nothing but
 * spaces is nothing.
 */
export function parseTyped(line: string): Typed {
  if (line.trim() === "") return { kind: "nothing" };
  if (line.startsWith("//")) return { kind: "say", text: line.slice(1) };
  if (!line.startsWith("/")) return { kind: "say", text: line };
  const [, name = "", argument = ""] = /^\/(\S*)\s*([^]*?)\s*$/.exec(line) ?? [];
  return { kind: "command", name, argument };
}
