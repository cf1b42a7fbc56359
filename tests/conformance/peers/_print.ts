/** Prints one JSON line with a step and its result; bigints are decimal text. */
export function print(step: string, found: unknown): void {
  const plain = (_: string, value: unknown): unknown =>
    typeof value === "bigint" ? String(value) : value instanceof Map ? [...value] : value;
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify([step, found], plain)}\n`));
}
