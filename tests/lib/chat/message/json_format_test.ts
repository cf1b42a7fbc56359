import assert from "node:assert/strict";
import { textOf } from "../../../../lib/wire/bytes.ts";
import { encodeJson, readJson } from "../../../../lib/chat/message/json_format.ts";
import type {
  Amendment,
  Content,
  NewMessage,
  RawRecord,
} from "../../../../lib/chat/message/message.ts";
import { firstClientJson, labsMessages } from "../../../support/chat/chat_clients.ts";
import { raw } from "../_records.ts";

function decodeJson(record: RawRecord): Content | string {
  return readJson(record).content;
}

Deno.test("encodeJson() writes only username and message for a new message", () => {
  const { value, headers } = encodeJson({ kind: "message", author: "alice", text: "Salut !" });
  assert.equal(textOf(value), '{"username":"alice","message":"Salut !"}');
  assert.deepEqual(headers.map(({ key }) => key), ["content-type"]);
  assert.equal(textOf(headers[0]!.value!), "application/json");
});

Deno.test("encodeJson() escapes only what JSON requires", () => {
  const { value } = encodeJson({ kind: "message", author: "é", text: '"\\\n\u0007 🦊' });
  assert.equal(textOf(value), '{"username":"é","message":"\\"\\\\\\n\\u0007 🦊"}');
});

Deno.test("encodeJson() writes verb, target and the older field of an edit and a deletion", () => {
  const target = { partition: 1, offset: 9007199254740993n };
  assert.equal(
    textOf(encodeJson({ kind: "edit", author: "a", text: "b", target }).value),
    '{"username":"a","message":"b","replaces_offset":9007199254740993,"verb":"edit",' +
      '"target_partition":1,"target_offset":9007199254740993}',
  );
  assert.equal(
    textOf(encodeJson({ kind: "delete", author: "a", text: "", target }).value),
    '{"username":"a","message":"","delete_offset":9007199254740993,"verb":"delete",' +
      '"target_partition":1,"target_offset":9007199254740993}',
  );
});

Deno.test("encodeJson() omits the older field for offset 0, which would mean none", () => {
  const target = { partition: 0, offset: 0n };
  assert.equal(
    textOf(encodeJson({ kind: "edit", author: "a", text: "b", target }).value),
    '{"username":"a","message":"b","verb":"edit","target_partition":0,"target_offset":0}',
  );
});

Deno.test("readJson() reads the message of every client seen so far", () => {
  const expected = { kind: "message", author: "alice", text: "Salut !" };
  for (
    const value of [
      '{"username":"alice","message":"Salut !"}',
      '{"username":"alice","message":"Salut !","replaces_offset":null,"delete_offset":null}',
      '{"username":"alice","message":"Salut !","replaces_offset":0,"delete_offset":0}',
      '{"username":" alice ","message":"Salut !"}',
      ' { "user" : "alice", "message" : "Salut !", "more": {"target_offset": 1.5} } ',
    ]
  ) {
    assert.deepEqual(decodeJson(raw(value)), expected, value);
  }
});

Deno.test("encodeJson() writes the field user too if requested", () => {
  const target = { partition: 0, offset: 0n };
  const json = (message: NewMessage | Amendment): string =>
    textOf(encodeJson(message, { hasUserField: true }).value);
  assert.equal(
    json({ kind: "message", author: "alice", text: "Salut !" }),
    '{"username":"alice","user":"alice","message":"Salut !"}',
  );
  assert.equal(
    json({ kind: "edit", author: "a", text: "b", target }),
    '{"username":"a","user":"a","message":"b","verb":"edit","target_partition":0,' +
      '"target_offset":0}',
  );
});

Deno.test("readJson() reports whether a message has the field user", () => {
  const isFound = (value: string): boolean => readJson(raw(value)).hasUserField;
  for (const { value } of Object.values(labsMessages)) assert.equal(isFound(value), true, value);
  assert.equal(isFound('{"username":"ann","user":"ann","message":"hi"}'), true);
  const others = [
    firstClientJson.message.value,
    '{"username":"ann","user":null,"message":"hi"}',
    '{"username":"ann","message":"hi","more":{"user":"ann"}}',
    '{"user":"ann"}',
    '{"user"',
  ];
  for (const value of others) assert.equal(isFound(value), false, value);
});

Deno.test("readJson() reads what every client of redpanda-labs writes", () => {
  for (const { value } of Object.values(labsMessages)) {
    const content = decodeJson(raw(value));
    assert.ok(typeof content !== "string" && content.kind === "message");
    assert.equal(content.text, 'a < b & "c" é');
  }
});

Deno.test("readJson() reads the first client's edit and deletion of offset 0", () => {
  const { editOfZero, deletionOfZero } = firstClientJson;
  const target = { partition: 3, offset: 0n };
  const read = (value: string) => decodeJson(raw(value, {}, { partition: 3 }));
  assert.deepEqual(read(editOfZero.value), {
    kind: "edit",
    author: "rosa",
    text: "Salut à tous",
    target,
  });
  assert.deepEqual(read(deletionOfZero.value), {
    kind: "delete",
    author: "Admin",
    text: "Message deleted",
    target,
    byAdmin: true,
  });
});

Deno.test("readJson() reads the first client's edits and deletions in its partition", () => {
  const position = { partition: 3 };
  assert.deepEqual(
    decodeJson(raw('{"username":"a","message":"b","replaces_offset":4}', {}, position)),
    { kind: "edit", author: "a", text: "b", target: { partition: 3, offset: 4n } },
  );
  assert.deepEqual(
    decodeJson(
      raw(
        '{"username":"Admin","message":"Message deleted","replaces_offset":null,"delete_offset":4}',
        {},
        position,
      ),
    ),
    {
      kind: "delete",
      author: "Admin",
      text: "Message deleted",
      target: { partition: 3, offset: 4n },
      byAdmin: true,
    },
  );
});

Deno.test("readJson() reads targets at offset 0 and of all 64 bits", () => {
  const edit = (offset: string) =>
    decodeJson(
      raw(
        '{"username":"a","message":"b","verb":"edit","target_partition":1,' +
          `"target_offset":${offset}}`,
      ),
    );
  const content = { kind: "edit", author: "a", text: "b" };
  assert.deepEqual(edit("0"), { ...content, target: { partition: 1, offset: 0n } });
  assert.deepEqual(edit("9223372036854775807"), {
    ...content,
    target: { partition: 1, offset: 9223372036854775807n },
  });
});

Deno.test("readJson() accepts a deletion without a text", () => {
  assert.deepEqual(decodeJson(raw('{"username":"a","verb":"delete","target_offset":3}')), {
    kind: "delete",
    author: "a",
    text: "",
    target: { partition: 0, offset: 3n },
  });
});

Deno.test("readJson() returns why a record is not a chat message", () => {
  const cases: [string | Uint8Array, string][] = [
    ["{", "broken JSON"],
    ['{"username":"a","message":"b"} x', "broken JSON"],
    ["[".repeat(100_000), "broken JSON"],
    [Uint8Array.of(0x22, 0xff, 0x22), "broken JSON"],
    ["null", "JSON without a user name"],
    ["[]", "JSON without a user name"],
    ["17", "JSON without a user name"],
    ['{"message":"b"}', "JSON without a user name"],
    ['{"username":7,"message":"b"}', "JSON without a user name"],
    ['{"username":"","message":"b"}', "invalid user name: it is empty"],
    ['{"username":" ","message":"b"}', "invalid user name: it is empty"],
    ['{"username":"a: hi","message":"b"}', "invalid user name: it contains a colon"],
    [
      '{"user":"bob\\u3164","message":"b"}',
      "invalid user name: it contains an invisible character",
    ],
    ['{"username":"a"}', "JSON without a message"],
    ['{"username":"a","message":7}', "JSON without a message"],
    ['{"username":"a","message":"b","verb":"pin"}', "unknown verb"],
    ['{"username":"a","message":"b","verb":1}', "unknown verb"],
    ['{"username":"a","message":"b","verb":"edit"}', "edit without a target"],
    ['{"username":"a","message":"b","verb":"edit","target_offset":-1}', "edit without a target"],
    [
      '{"username":"a","message":"b","verb":"edit","target_offset":"3"}',
      "unreadable target offset",
    ],
    ['{"username":"a","message":"b","replaces_offset":1.5}', "unreadable target offset"],
    [
      '{"username":"a","message":"b","verb":"edit","target_offset":1,"target_partition":"0"}',
      "unreadable target partition",
    ],
  ];
  for (const [value, reason] of cases) assert.equal(decodeJson(raw(value)), reason, String(value));
});
