import assert from "node:assert/strict";
import { detectFormat } from "../../../../lib/chat/message/detect_format.ts";
import { raw } from "../_records.ts";

Deno.test("detectFormat() reads the content-type header in any case, with parameters", () => {
  const json = '{"username":"a","message":"b"}';
  assert.equal(detectFormat(raw(json, { "content-type": "text/plain" })), "text");
  assert.equal(
    detectFormat(raw("x", { "Content-Type": "Application/JSON; charset=utf-8" })),
    "json",
  );
  assert.equal(detectFormat(raw("x", { "content-type": "application/x-protobuf" })), "protobuf");
  assert.equal(
    detectFormat(raw("x", { "content-type": "application/vnd.google.protobuf" })),
    "protobuf",
  );
});

Deno.test("detectFormat() reads the value if no header names a format", () => {
  assert.equal(detectFormat(raw("alice: Salut !")), "text");
  assert.equal(detectFormat(raw(' \r\n\t{"user":"a"}')), "json");
  assert.equal(detectFormat(raw(Uint8Array.fromHex("0a0161120162"))), "protobuf");
  assert.equal(detectFormat(raw('{"user":"a"}', { "content-type": "image/png" })), "json");
  assert.equal(detectFormat(raw("alice: hi", { "content-type": "" })), "text");
  assert.equal(detectFormat(raw("")), "text");
  assert.equal(detectFormat(raw(null)), "text");
});

Deno.test("detectFormat() ignores a content-type header without a value", () => {
  const record = raw("alice: hi");
  assert.equal(
    detectFormat({ ...record, headers: [{ key: "content-type", value: null }] }),
    "text",
  );
});
