import { UsageError } from "../../errors.ts";
import { visible } from "../../text/visible.ts";

/** Most characters (code points) that a user name may have. */
const maxUserNameLength = 64;

/**
 * Checks a user name as it was typed and returns it.
 *
 * A name has 1 to 64 characters. It contains no colon, because a colon ends the name in a text
 * message. It contains no character that moves the cursor, breaks the line, changes the writing
 * direction or is invisible, so that names that look the same are the same. It does not begin or
 * end with a space, because readers trim it. Joiners in emoji, Persian and Indic words are allowed.
 *
 * @throws {UsageError} If it is invalid; the message says what was found and what is expected.
 */
export function parseUserName(text: string): string {
  const found = userNameProblem(text);
  if (found === undefined) return text;
  throw new UsageError(
    `Cannot use the user name ${JSON.stringify(shortened(text))}: ${found}; expected 1 to ` +
      `${maxUserNameLength} visible characters without colons, line breaks, control characters, ` +
      "or spaces at either end",
  );
}

/** Whether `text` can be the name before a text message. */
export function isUserName(text: string): boolean {
  return userNameProblem(text) === undefined;
}

/** Returns why `text` cannot be a user name, as a clause; undefined if it can. */
function userNameProblem(text: string): string | undefined {
  const problem = impersonationProblem(text);
  if (problem !== undefined) return problem;
  if (text.trim() !== text) return "it begins or ends with a space";
  const length = [...text].length;
  return length > maxUserNameLength ? `it has ${length} characters` : undefined;
}

/**
 * Returns why a name that another client wrote could be mistaken for another name or for no name,
 * as a clause; undefined if it could not. Accepts names of any length.
 */
export function impersonationProblem(text: string): string | undefined {
  if (text === "") return "it is empty";
  if (text.includes(":")) return "it contains a colon";
  // Most names are plain, and the expressions with properties of Unicode take long to make.
  if (/^[!-~]+$/.test(text)) return undefined;
  if (/[\n\r\u2028\u2029]/.test(text)) return "it contains a line break";
  if (/\p{Cc}/u.test(text)) return "it contains a control character";
  if (!text.isWellFormed()) return "it contains half a character";
  if (hasInvisible(text)) return "it contains an invisible character";
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(text) ? undefined : "it has no visible character";
}

/** U+2800 is a Braille pattern without dots. Visible format characters are rare in names. */
function hasInvisible(text: string): boolean {
  return visible(text) !== text || /[\u2800\u200e\u200f\u061c]/.test(text) ||
    /(?!\p{Default_Ignorable_Code_Point})\p{Cf}/u.test(text);
}

/** Shortens a name for display: one that exceeds the limit for names ends in an ellipsis. */
export function shortened(text: string): string {
  const characters = [...text];
  return characters.length > maxUserNameLength
    ? `${characters.slice(0, maxUserNameLength).join("")}…`
    : text;
}
