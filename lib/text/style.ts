/** Returns bold text for a terminal (SGR). */
export function bold(text: string): string {
  return `\x1b[1m${text}\x1b[22m`;
}

/** Returns dim text for a terminal (SGR). */
export function dim(text: string): string {
  return `\x1b[2m${text}\x1b[22m`;
}
