/** Text with an attribute of terminals (SGR), which ends where the text does. */
export function bold(text: string): string {
  return `\x1b[1m${text}\x1b[22m`;
}

/** Dim text; see {@link bold}. */
export function dim(text: string): string {
  return `\x1b[2m${text}\x1b[22m`;
}
