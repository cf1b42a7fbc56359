import assert from "node:assert/strict";
import { UsageError } from "../../../lib/errors.ts";
import { parseDecoderName } from "../../../lib/decode/decoder_name.ts";

const protobuf = (type: string | null, ...files: readonly string[]): unknown => ({
  kind: "protobuf",
  files,
  type,
});

for (
  const [text, expected] of [
    ["json", { kind: "json" }],
    ["avro", { kind: "registry" }],
    ["registry", { kind: "registry" }],
    ["avro=a/b.avsc", { kind: "avro", file: "a/b.avsc" }],
    ["protobuf=a.proto:shop.Order", protobuf("shop.Order", "a.proto")],
    ["protobuf=a.proto", protobuf(null, "a.proto")],
    ["protobuf=protos,b.proto:.Order", protobuf(".Order", "protos", "b.proto")],
    ["protobuf=C:\\a.proto:Order", protobuf("Order", "C:\\a.proto")],
    ["protobuf=C:\\a.proto", protobuf(null, "C:\\a.proto")],
  ] as const
) {
  Deno.test(`parseDecoderName() reads ${text}`, () => {
    assert.deepEqual(parseDecoderName(text, "--decode"), expected);
  });
}

for (const text of ["", "xml", "avro=", "json=a"]) {
  Deno.test(`parseDecoderName() rejects "${text}" and names its place`, () => {
    assert.throws(
      () => parseDecoderName(text, "--decode"),
      (error) => error instanceof UsageError && error.message.includes(`"${text}" for --decode`),
    );
  });
}
