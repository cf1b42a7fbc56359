/** Returns bold text for a terminal (SGR). */
export function bold(text: string): string {
  return `\x1b[1m${text}\x1b[22m`;
}

/** Returns dim text for a terminal (SGR). */
export function dim(text: string): string {
  return `\x1b[2m${text}\x1b[22m`;
}

/** The colors of terminals (SGR) that mark something, with their codes. */
const colorCodes = { red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;

/** Text in a color; unchanged if the color is unknown or undefined. */
export function inColor(text: string, color: string | undefined): string {
  const code = Object.entries(colorCodes).find(([name]) => name === color)?.[1];
  return code === undefined ? text : `\x1b[${code}m${text}\x1b[39m`;
}

/** Bold text in a color; see {@link inColor}. */
export function colored(text: string, color: string | undefined): string {
  return bold(inColor(text, color));
}
