import { UsageError } from "../errors.ts";

/** Most characters (code points) that a user name may have. */
const maxUserNameLength = 64;

/**
 * Checks a user name as it was typed and returns it.
 *
 * A name is 1 to 64 characters. It holds no colon, since that ends the name in a text message,
 * nothing that moves the cursor, breaks the line or turns the direction of writing, and does not
 * begin or end with a space, since readers trim it. Joiners within it are fine: names in Persian
 * and many emoji need them.
 *
 * @throws {UsageError} When it is none; the message says what was found and what is accepted.
 */
export function parseUserName(text: string): string {
  const found = flaw(text);
  if (found === undefined) return text;
  throw new UsageError(
    `Cannot use the user name ${JSON.stringify(shortened(text))}: ${found}, accepted are 1 to ` +
      `${maxUserNameLength} characters without colons, line breaks, control characters, or ` +
      "spaces at either end",
  );
}

/** Whether `text` can be the name in front of a text message. */
export function isUserName(text: string): boolean {
  return flaw(text) === undefined;
}

function flaw(text: string): string | undefined {
  if (text === "") return "it is empty";
  if (text.includes(":")) return "it holds a colon";
  if (/[\n\r\u2028\u2029]/.test(text)) return "it holds a line break";
  if (/\p{Cc}/u.test(text)) return "it holds a control character";
  if (/(?![\u200c\u200d])\p{Cf}/u.test(text)) return "it holds an invisible formatting character";
  if (!text.isWellFormed()) return "it holds half a character";
  if (text.trim() !== text) return "it begins or ends with a space";
  const length = [...text].length;
  return length > maxUserNameLength ? `it has ${length} characters` : undefined;
}

/** A name as it is shown: what is longer than any name that can be chosen ends in an ellipsis. */
export function shortened(text: string): string {
  const characters = [...text];
  return characters.length > maxUserNameLength
    ? `${characters.slice(0, maxUserNameLength).join("")}…`
    : text;
}
