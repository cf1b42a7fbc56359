import assert from "node:assert/strict";
import { parseInputLayout } from "../../../lib/input/input_layout.ts";
import { InputError } from "../../../lib/input/input_record.ts";
import { latin1 } from "../../lib/input/_read_all.ts";

/** The first record of `input`, in Latin-1, and how many bytes it takes. */
async function firstRecord(layout: string, input: string): Promise<unknown[]> {
  const bytes = latin1(input);
  const buffer = { bytes, start: 0, end: bytes.byteLength, isLast: true };
  const record = (await parseInputLayout(layout))(buffer);
  assert.ok(record !== null && record !== "skipped");
  const { topic, key, value, headers, partition, timestamp } = record;
  const text = (bytes: Uint8Array | null | undefined): string | null | undefined =>
    bytes && String.fromCharCode(...bytes);
  return [
    ...[topic, text(key), text(value), partition, timestamp?.toString()],
    ...headers?.map(({ key, value }) => `${key}=${text(value)}`) ?? [],
  ].filter((part) => part !== undefined).concat([buffer.start]);
}

/** Each form of the grammar of `rpk topic produce -f`. */
const forms: readonly (readonly [layout: string, input: string, record: readonly unknown[]])[] = [
  ["%v\\n", "a\nb", ["a", 2]],
  ["%k %v\\n", "k v w\n", ["k", "v w", 6]],
  ["%v", "a\nb\n", ["a\nb\n", 4]],
  ["%t,%k,%v\\n", "t,k,v\n", ["t", "k", "v", 6]],
  ["%p %d %v\\n", "3 17 v\n", ["v", 3, "17", 7]],
  ["%o %e %x %y %v\\n", "1 2 3 4 v\n", ["v", 10]],
  ["%v%%%{%}\\\\\\t\\r\\x41\n", "v%{}\\\t\rA\n", ["v", 9]],
  ["%v 100%", "v 100%", ["v", 6]],
  // Sizes in front, in each number format
  ["%V %v", "3 abcd", ["abc", 5]],
  ["%K,%k%V,%v\\n", "1,k2,vw\n", ["k", "vw", 8]],
  ["%T%t %v\\n", "1t v\n", ["t", "v", 5]],
  ["%V{ascii} %v", "1 a", ["a", 3]],
  ["%V{number} %v", "1 a", ["a", 3]],
  ["%V{3}%v", "abc", ["abc", 3]],
  ["%K{1}%V{2}%k%v", "kvw", ["k", "vw", 3]],
  ["%V{hex64}%v", "0000000000000001a", ["a", 17]],
  ["%V{hex32}%v", "00000001a", ["a", 9]],
  ["%V{hex16}%v", "0001a", ["a", 5]],
  ["%V{hex8}%v", "01a", ["a", 3]],
  ["%V{hex4}%v", "1a", ["a", 2]],
  ["%V{big64}%v", "\0\0\0\0\0\0\0\x01a", ["a", 9]],
  ["%V{big32}%v", "\0\0\0\x01a", ["a", 5]],
  ["%V{big16}%v", "\0\x01a", ["a", 3]],
  ["%V{big8}%v", "\x01a", ["a", 2]],
  ["%V{byte}%v", "\x01a", ["a", 2]],
  ["%V{little64}%v", "\x01\0\0\0\0\0\0\0a", ["a", 9]],
  ["%V{little32}%v", "\x01\0\0\0a", ["a", 5]],
  ["%V{little16}%v", "\x01\0a", ["a", 3]],
  ["%V{little8}%v", "\x01a", ["a", 2]],
  ["%V{bool}%v", "truea", ["a", 5]],
  // Text formats
  ["%v{hex}\\n", "6162\n", ["ab", 5]],
  ["%v{base64}\\n", "YWI=\n", ["ab", 5]],
  ["%V %v{hex}", "4 6162", ["ab", 6]],
  ["%v{json}\\n", ' {"a": [1, 2]}\n', ['{"a":[1,2]}', 15]],
  ["%k{json} %v{json}\\n", '"k" 1\n', ['"k"', "1", 6]],
  ["%v{re[\\w+]}\\n", "abc\n", ["abc", 4]],
  ["%k{re#\\d+#}%v\\n", "12ab\n", ["12", "ab", 5]],
  ["%k{re{{\\w}}}%v\\n", "ab\n", ["a", "b", 3]],
  // Headers
  ["%H{2}%h{%k=%v }%v\\n", "a=1 a=2 v\n", ["v", "a=1", "a=2", 10]],
  ["%H %h{%K{byte}%k%V{byte}%v}%v\\n", "1 \x01a\x021!v\n", ["v", "a=1!", 9]],
  ["%H{0}%h{%k=%v }%v\\n", "v\n", ["v", 2]],
];

for (const [layout, input, record] of forms) {
  Deno.test(`parseInputLayout() reads ${JSON.stringify(layout)} like rpk`, async () => {
    assert.deepEqual(await firstRecord(layout, input), record);
  });
}

for (
  const layout of [
    ...["", "%q", "%V%V%v", "%h{%k}%v", "%V %v{json}", "%V %v{re[a]}", "%v{json", "%V{hex5}%v"],
    ...["%v{unpack[x]}", "%v{base64raw}", "\\q", "%H{1}%h%v"],
  ]
) {
  Deno.test(`parseInputLayout() rejects ${JSON.stringify(layout)} like rpk`, async () => {
    await assert.rejects(parseInputLayout(layout));
  });
}

for (
  const [layout, input] of [
    ["%V %v", "9 abc"], // ends inside a record
    ["%V{1}%v,%k\\n", "a;b\n"], // another literal
    ["%V %v", "x a"],
    ["%v{hex}\\n", "6\n"],
    ["%v{json}\\n", "{\n"],
    ["%v{re[a]}\\n", "b\n"],
  ] as const
) {
  Deno.test(`parseInputLayout() rejects ${JSON.stringify(input)} in ${layout}`, async () => {
    await assert.rejects(firstRecord(layout, input), InputError);
  });
}

Deno.test("parseInputLayout() differs from rpk: the last literal may be missing", async () => {
  assert.deepEqual(await firstRecord("%k,%v\\n", "k,v"), ["k", "v", 3]);
});

Deno.test("parseInputLayout() differs from rpk: a size after its text is an error", async () => {
  await assert.rejects(parseInputLayout("%v,%V\\n"));
});

Deno.test("parseInputLayout() differs from rpk: \\x80 to \\xff are accepted", async () => {
  assert.deepEqual(await firstRecord("%v\\xff", "a\xff"), ["a", 2]);
});

Deno.test("parseInputLayout() differs from rpk: an empty key is not null", async () => {
  assert.deepEqual(await firstRecord("%k,%v\\n", ",v\n"), ["", "v", 3]);
});
