import assert from "node:assert/strict";
import { textOf } from "../../../../lib/wire/bytes.ts";
import {
  decodeProtobuf,
  encodeProtobuf,
  loadProtobuf,
} from "../../../../lib/chat/message/protobuf_format.ts";
import { firstClientProtobuf } from "../../../support/chat/chat_clients.ts";
import { raw } from "../_records.ts";

await loadProtobuf();

Deno.test("encodeProtobuf() writes only fields 1 and 2 for a new message", () => {
  const { value, headers } = encodeProtobuf({ kind: "message", author: "alice", text: "Salut !" });
  assert.equal(value.toHex(), "0a05616c6963651207" + "53616c75742021");
  assert.deepEqual(headers.map(({ key }) => key), ["content-type"]);
  assert.equal(textOf(headers[0]!.value!), "application/protobuf");
});

Deno.test("encodeProtobuf() omits an empty text, as proto3 does", () => {
  const { value } = encodeProtobuf({ kind: "message", author: "a", text: "" });
  assert.equal(value.toHex(), "0a0161");
});

Deno.test("encodeProtobuf() writes verb, target and the older field of an edit", () => {
  const target = { partition: 1, offset: 300n };
  assert.equal(
    encodeProtobuf({ kind: "edit", author: "a", text: "b", target }).value.toHex(),
    "0a0161" + "120162" + "18ac02" + "2a0465646974" + "3001" + "38ac02",
  );
  assert.equal(
    encodeProtobuf({ kind: "delete", author: "a", text: "", target }).value.toHex(),
    "0a0161" + "20ac02" + "2a0664656c657465" + "3001" + "38ac02",
  );
});

Deno.test("encodeProtobuf() writes target 0/0, and no older field", () => {
  const target = { partition: 0, offset: 0n };
  assert.equal(
    encodeProtobuf({ kind: "edit", author: "a", text: "b", target }).value.toHex(),
    "0a0161" + "120162" + "2a0465646974" + "3000" + "3800",
  );
});

Deno.test("decodeProtobuf() reads what the first client writes", () => {
  const read = (hex: string) => decodeProtobuf(raw(Uint8Array.fromHex(hex)));
  assert.deepEqual(read("0a05616c696365120753616c75742021"), {
    kind: "message",
    author: "alice",
    text: "Salut !",
  });
  assert.deepEqual(read("0a01611201621800" + "2000"), { kind: "message", author: "a", text: "b" });
  assert.deepEqual(read("0a016112016218ac02"), {
    kind: "edit",
    author: "a",
    text: "b",
    target: { partition: 0, offset: 300n },
  });
  assert.deepEqual(read("0a016120ac02"), {
    kind: "delete",
    author: "a",
    text: "",
    target: { partition: 0, offset: 300n },
  });
});

Deno.test("decodeProtobuf() reads 0 as no offset in the first client's fields", () => {
  const read = (hex: string) => decodeProtobuf(raw(Uint8Array.fromHex(hex)));
  const { message, editOfZero, editOfOne, deletionOfZero, deletionOfOne } = firstClientProtobuf;
  const target = { partition: 0, offset: 1n };
  assert.deepEqual(read(message), { kind: "message", author: "rosa", text: "Salut !" });
  assert.deepEqual(read(editOfOne), { kind: "edit", author: "rosa", text: "Deux !", target });
  const admin = { author: "Admin", text: "Message deleted" };
  assert.deepEqual(read(deletionOfOne), { kind: "delete", ...admin, target, byAdmin: true });
  assert.deepEqual(read(editOfZero), { kind: "message", author: "rosa", text: "Salut à tous" });
  assert.deepEqual(read(deletionOfZero), { kind: "message", ...admin });
});

Deno.test("decodeProtobuf() distinguishes a target at offset 0 from no target", () => {
  const read = (hex: string) => decodeProtobuf(raw(Uint8Array.fromHex(hex)));
  assert.deepEqual(read("0a01611201622a04656469743800"), {
    kind: "edit",
    author: "a",
    text: "b",
    target: { partition: 0, offset: 0n },
  });
  assert.equal(read("0a01611201622a0465646974"), "edit without a target");
});

Deno.test("decodeProtobuf() reads offsets of all 63 bits", () => {
  const target = { partition: 0, offset: 9223372036854775807n };
  const { value } = encodeProtobuf({ kind: "edit", author: "a", text: "b", target });
  assert.deepEqual(decodeProtobuf(raw(value)), { kind: "edit", author: "a", text: "b", target });
});

Deno.test("decodeProtobuf() ignores unknown fields", () => {
  assert.deepEqual(decodeProtobuf(raw(Uint8Array.fromHex("0a0161120162a20600f80101"))), {
    kind: "message",
    author: "a",
    text: "b",
  });
});

Deno.test("decodeProtobuf() returns why a record is not a chat message", () => {
  const read = (hex: string) => decodeProtobuf(raw(Uint8Array.fromHex(hex)));
  assert.equal(read("0a0561"), "broken Protobuf");
  assert.equal(read("0a02ff00"), "broken Protobuf");
  assert.equal(read("0b0b0b0b"), "broken Protobuf");
  assert.equal(read("120162"), "invalid user name: it is empty");
  assert.equal(read("0a01611201622a0370696e"), "unknown verb");
});
