/** Prints one JSON line: what was done, and what came of it, with bigints as decimal text. */
export function print(step: string, found: unknown): void {
  const plain = (_: string, value: unknown): unknown =>
    typeof value === "bigint" ? String(value) : value instanceof Map ? [...value] : value;
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify([step, found], plain)}\n`));
}
