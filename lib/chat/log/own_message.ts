import { FailedError } from "../../errors.ts";
import { type Content, describeForeign, type Position, positionKey } from "../message/message.ts";

/** An edit or a deletion that a user wants to make. */
export interface AmendmentRequest {
  readonly verb: "edit" | "delete";
  readonly author: string;
  readonly target: Position;
  /** The name of the room or conversation, for errors. */
  readonly where: string;
}

/**
 * Checks that the user may edit or delete a message: it must be one of their own.
 *
 * @param content The content of the record at the target; null if there is no record.
 * @throws {FailedError} If it is not a message, or another author wrote it.
 */
export function checkOwn(
  content: Content | null,
  { verb, author, target, where }: AmendmentRequest,
): void {
  const refuse = (found: string, hint?: string): FailedError =>
    new FailedError(
      `Cannot ${verb} ${positionKey(target)} in ${JSON.stringify(where)}: ${found}`,
      hint === undefined ? {} : { hint },
    );
  if (content === null) throw refuse("there is no such message, or it no longer exists");
  if (content.kind === "foreign") throw refuse(`it is ${describeForeign(content)}`);
  if (content.author !== author) {
    const owner = JSON.stringify(content.author);
    throw refuse(`${owner} wrote it; you can only ${verb} your own messages`);
  }
  if (content.kind === "message") return;
  const what = content.kind === "edit" ? "an edit" : "a deletion";
  const message = positionKey(content.target);
  throw refuse(`it is ${what} of ${message}`, `Name the message itself, ${message}`);
}
