/** What {@link requiredText} returns. */
export interface RequiredText {
  /** A text that is part of every match; empty if none is known. */
  readonly text: string;
  /** Whether the expression matches exactly the texts that contain `text`. */
  readonly isAll: boolean;
}

/** Characters that mean themselves after a backslash. */
const punctuation = /^[!-/:-@[-`{-~]$/;
/** Classes and boundaries: one letter after a backslash, without an argument. */
const simpleEscapes = /^[dDwWsSbB]$/;

/** RE2 refuses counts above 1000. */
const maxCountLength = "{1000,1000}".length;

const nothing: RequiredText = { text: "", isAll: false };

/**
 * Finds a text that every match of a regular expression contains, so that a fast search for it can
 * replace most tests. The longest one outside of groups is chosen.
 *
 * Expressions with alternatives, flags or unusual escapes have none.
 */
export function requiredText(expression: string): RequiredText {
  if (expression.includes("(?")) return nothing;
  const runs = runsOf([...expression]);
  if (runs === null) return nothing;
  if (runs.length === 1 && runs[0]!.isWhole) return { text: runs[0]!.text, isAll: true };
  const texts = runs.map(({ text }) => text);
  return {
    text: texts.reduce((longest, text) => text.length > longest.length ? text : longest, ""),
    isAll: false,
  };
}

interface Run {
  readonly text: string;
  /** Whether the run is the whole expression. */
  readonly isWhole: boolean;
}

/** The runs of plain characters that all matches contain; null if that is not known. */
function runsOf(characters: readonly string[]): Run[] | null {
  const runs: Run[] = [];
  let text = "";
  let isWhole = true;
  const endRun = (): void => {
    isWhole = false;
    if (text !== "") runs.push({ text, isWhole: false });
    text = "";
  };
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at]!;
    if (character === "|" || character === ")") return null;
    if (character === "(" || character === "[") {
      endRun();
      const end = character === "(" ? groupEnd(characters, at) : classEnd(characters, at);
      if (end === null) return null;
      at = end;
    } else if (character === "." || character === "^" || character === "$") {
      endRun();
    } else if (character === "*" || character === "?" || isCount(characters, at)) {
      // The character before it may be absent from a match.
      text = [...text].slice(0, -1).join("");
      endRun();
      if (character === "{") at = characters.indexOf("}", at);
    } else if (character === "+") {
      endRun();
    } else if (character === "\\") {
      const escaped = characters[++at] ?? "";
      if (punctuation.test(escaped)) text += escaped;
      else if (simpleEscapes.test(escaped)) endRun();
      else return null;
    } else {
      text += character;
    }
  }
  if (isWhole) return [{ text, isWhole }];
  endRun();
  return runs;
}

/** Whether a count such as `{2,3}` begins at `at`; every other brace is a plain character. */
function isCount(characters: readonly string[], at: number): boolean {
  if (characters[at] !== "{") return false;
  return /^\{\d+(,\d*)?\}/.test(characters.slice(at, at + maxCountLength).join(""));
}

/** The index of the parenthesis that closes the group at `at`; null if that is not known. */
function groupEnd(characters: readonly string[], at: number): number | null {
  let depth = 0;
  for (let index = at; index < characters.length; index++) {
    const character = characters[index]!;
    if (character === "\\") {
      if (/[A-Za-z]/.test(characters[++index] ?? "") && !simpleEscapes.test(characters[index]!)) {
        return null;
      }
    } else if (character === "[") {
      const end = classEnd(characters, index);
      if (end === null) return null;
      index = end;
    } else if (character === "(") {
      depth++;
    } else if (character === ")" && --depth === 0) {
      return index;
    }
  }
  return null;
}

/** The index of the bracket that closes the class at `at`; null if that is not known. */
function classEnd(characters: readonly string[], at: number): number | null {
  let index = at + 1;
  if (characters[index] === "^") index++;
  if (characters[index] === "]") index++;
  for (; index < characters.length; index++) {
    if (characters[index] === "\\") index++;
    else if (characters[index] === "[") return null;
    else if (characters[index] === "]") return index;
  }
  return null;
}
