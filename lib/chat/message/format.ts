/** The format of a message's value. */
export type Format = "text" | "json" | "protobuf";

/** The format of one message, so that a record about it can be written in the same way. */
export interface MessageStyle {
  readonly format: Format;
  /**
   * In JSON: whether `user` names the author, alone or next to `username`. Some clients read
   * nothing else.
   */
  readonly hasUserField: boolean;
}

/** All formats, the default first. */
export const formats: readonly Format[] = ["text", "json", "protobuf"];

/** The value of the `content-type` header for each format. */
export const contentTypes: Readonly<Record<Format, string>> = {
  text: "text/plain",
  json: "application/json",
  protobuf: "application/protobuf",
};
