/** What {@link requiredTexts} returns. */
export interface RequiredTexts {
  /** Every match contains at least one of them; empty if none are known. */
  readonly anyOf: readonly string[];
  /** Whether the expression matches exactly the texts that contain one of them. */
  readonly isAll: boolean;
}

/** Characters that mean themselves after a backslash. */
const punctuation = /^[!-/:-@[-`{-~]$/;
/** Classes and boundaries: one letter after a backslash, without an argument. */
const simpleEscapes = /^[dDwWsSbB]$/;

/** RE2 refuses counts above 1000. */
const maxCountLength = "{1000,1000}".length;

/** One alternative of an expression. */
interface Branch {
  /** The longest text that all its matches contain, outside of groups; may be empty. */
  readonly text: string;
  /** Whether it matches exactly that text. */
  readonly isPlain: boolean;
}

const nothing: RequiredTexts = { anyOf: [], isAll: false };

/**
 * Finds texts of which every match of a regular expression contains one, so that a fast search for
 * them can replace most tests.
 *
 * Expressions with flags or unusual escapes have none.
 */
export function requiredTexts(expression: string): RequiredTexts {
  if (expression.includes("(?")) return nothing;
  const branches = branchesOf([...expression]);
  if (branches === null || branches.some(({ text }) => text === "")) return nothing;
  return {
    anyOf: [...new Set(branches.map(({ text }) => text))],
    isAll: branches.every(({ isPlain }) => isPlain),
  };
}

/** The alternatives of an expression; null if they are not known. */
function branchesOf(characters: readonly string[]): Branch[] | null {
  const branches: Branch[] = [];
  let longest = "";
  let text = "";
  let isPlain = true;
  const endRun = (): void => {
    isPlain = false;
    if (text.length > longest.length) longest = text;
    text = "";
  };
  const endBranch = (): void => {
    branches.push({ text: isPlain || text.length > longest.length ? text : longest, isPlain });
    [longest, text, isPlain] = ["", "", true];
  };
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at]!;
    if (character === ")") return null;
    if (character === "|") endBranch();
    else if (character === "(" || character === "[") {
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
  endBranch();
  return branches;
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
