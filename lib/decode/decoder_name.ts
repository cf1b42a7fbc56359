import { UsageError } from "../errors.ts";

/** How to decode keys or values, as a user names it. */
export type DecoderName =
  /** Not at all. */
  | { readonly kind: "text" }
  /** By what a value looks like. */
  | { readonly kind: "auto" }
  | { readonly kind: "json" }
  | { readonly kind: "chat" }
  | { readonly kind: "msgpack" }
  /** By the schema id before each value, and the schema registry. */
  | { readonly kind: "registry" }
  /** By the schema in a file. */
  | { readonly kind: "avro"; readonly file: string }
  /** By a message type in `.proto` files or folders; null for the only type that there is. */
  | {
    readonly kind: "protobuf";
    readonly files: readonly string[];
    readonly type: string | null;
  };

const expected = "text, auto, json, chat, msgpack, registry, avro, avro=FILE or " +
  "protobuf=FILE:TYPE";
const simple = ["text", "auto", "json", "chat", "msgpack", "registry"] as const;

/**
 * Parses the name of a decoder: `text`, `auto`, `json`, `chat`, `msgpack`, `registry`, `avro` (the
 * same as `registry`), `avro=FILE`, or `protobuf=FILE:TYPE`, where FILE may be several files or
 * folders with commas between them.
 *
 * @param place Where it is written, for errors, for example `--decode`.
 * @throws {UsageError} If there is no such decoder.
 */
export function parseDecoderName(text: string, place: string): DecoderName {
  const kind = simple.find((name) => name === text);
  if (kind !== undefined) return { kind };
  if (text === "avro" || text === "protobuf") return { kind: "registry" };
  const [, format, file = ""] = /^(avro|protobuf)=(.+)$/s.exec(text) ?? [];
  if (format === "avro") return { kind: "avro", file };
  if (format === "protobuf") return protobufName(file);
  throw new UsageError(`Cannot use "${text}" for ${place}: expected ${expected}`);
}

/** A colon before a name of a message type ends the file; `C:\a.proto` has none. */
function protobufName(text: string): DecoderName {
  const [, paths = text, type = null] = /^(.+):(\.?[A-Za-z_][\w.]*)$/s.exec(text) ?? [];
  return { kind: "protobuf", files: paths.split(",").filter((path) => path !== ""), type };
}
