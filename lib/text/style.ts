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

/** A name or a string of JSON, a number, or another word. */
const jsonToken =
  /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;

/** JSON text in colors: names, strings, numbers and other words differ. */
export function coloredJson(json: string): string {
  return json.replaceAll(jsonToken, (token, text, colon, number) => {
    if (colon !== undefined) return inColor(text, "blue") + colon;
    return inColor(token, text !== undefined ? "green" : number !== undefined ? "cyan" : "magenta");
  });
}

/** Bold text in a color; see {@link inColor}. */
export function colored(text: string, color: string | undefined): string {
  return bold(inColor(text, color));
}

/** What a state means for its reader. */
export type Tone = "good" | "busy" | "bad";

/** A word for a state, in a color if styles are wanted. */
export interface State {
  readonly state: string;
  /** `good` is green, `busy` yellow and `bad` red; undefined for a neutral state. */
  readonly tone: Tone | undefined;
}

const colors: Readonly<Record<Tone, string>> = { good: "green", busy: "yellow", bad: "red" };

/** Text in the color of a tone. */
export function inTone(text: string, tone: Tone | undefined): string {
  return inColor(text, tone && colors[tone]);
}

/** A line for people whose first word, `error:` or `hint:`, is colored, or that has only carets. */
export function markedLine(line: string): string {
  return line.replace(/^error:/, (word) => inTone(word, "bad"))
    .replace(/^hint:/, (word) => inTone(word, "good"))
    .replace(/^ *(\^+)$/, (carets) => inTone(carets, "bad"));
}
