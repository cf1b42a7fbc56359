/** Help text that shows command lines, each with what it does; goes before the rest of the help. */
export function examples(rows: readonly (readonly [command: string, purpose: string])[]): string {
  const width = Math.max(...rows.map(([command]) => command.length));
  const lines = rows.map(([command, purpose]) => `  ${command.padEnd(width)}   ${purpose}`);
  return ["Examples:", ...lines, ""].join("\n");
}
