import assert from "node:assert/strict";
import fc from "fast-check";
import { parseLayout } from "../../../lib/format/layout.ts";
import { bytes, printed, printedBytes, type SampleRecord } from "./records.ts";

const headers = [{ key: "a", value: bytes("x") }, { key: "é", value: null }];

function raw(layout: string, ...samples: SampleRecord[]): string {
  return printed(parseLayout(layout, { raw: true }), ...samples.length === 0 ? [{}] : samples);
}

function rawBytes(layout: string, sample: SampleRecord = {}): number[] {
  return [...printedBytes(parseLayout(layout, { raw: true }), sample)];
}

function shown(layout: string, sample: SampleRecord): string {
  return printed(parseLayout(layout, { raw: false }), sample);
}

for (
  const [layout, expected] of [
    ["%v\\n", "v1\n"],
    ["%t %k %v", "orders k1 v1"],
    ["%T %K %V %H", "6 2 2 2"],
    ["%p %o %e %x %y", "3 42 7 4000 2"],
    ["%[ %| %]", "5 90 100"],
    ["%d", "1700000000123"],
    ["100%% %{%k%}", "100% {k1}"],
    ["a\\tb\\r\\n\\\\\\x41", "a\tb\r\n\\A"],
    ["{%k} }{", "{k1} }{"],
    ["é👩%v", "é👩v1"],
    ["%v{}%p{}", "v13"],
    ["%v{}{hex}", "v1{hex}"],
    ["%k{hex} %v{base64} %v{base64raw}", "6b31 djE= djE"],
    ["%t{hex}", "6f7264657273"],
    ["%h{%k=%v;}", "a=x;é=;"],
    ["%h{%K:%V %k{hex} %v{base64},}", "1:1 61 eA==,2:0 c3a9 ,"],
    ["%h{{%k}%{%}}", "{a}{}{é}{}"],
    ["%h{%p/%o/%i }%i", "3/42/1 3/42/2 3"],
    ["%h{%d{strftime[%H}%M]}}!", "22}1322}13!"],
    [
      "%o{hex} %o{hex64} %o{hex32} %o{hex16} %o{hex8} %o{hex4}",
      "2a 000000000000002a 0000002a 002a 2a a",
    ],
    ["%o{ascii} %o{number} %o{bool} %H{bool}", "42 42 true true"],
    ["%a{compression} %a{compression;number} %a{compression;hex8}", "lz4 3 03"],
    ["%a{timestamp-type} %a{transactional-bit} %a{control-bit}", "0 1 0"],
    ["%a{transactional-bit;bool} %a{control-bit;bool}", "true false"],
    ["%d{hex} %d{}", "18bcfe5687b 1700000000123"],
    ["%d{strftime[%F %T]}", "2023-11-14 22:13:20"],
    ["%d{strftime##%Y]##}", "2023]"],
    ["%d{strftime{{%m}}}", "11"],
    ["%d{go##2006-01-02T15:04:05.000Z07:00##}", "2023-11-14T22:13:20.123Z"],
    ["%d{go(Jan _2)}", "Nov 14"],
  ] as const
) {
  Deno.test(`parseLayout() prints ${layout}`, () => {
    assert.equal(raw(layout, { headers }), expected);
  });
}

for (
  const [layout, expected] of [
    ["%o{big64}", [0, 0, 0, 0, 0, 0, 0, 42]],
    ["%o{big32}", [0, 0, 0, 42]],
    ["%o{big16}", [0, 42]],
    ["%o{big8}%o{little8}%o{byte}", [42, 42, 42]],
    ["%o{little64}", [42, 0, 0, 0, 0, 0, 0, 0]],
    ["%o{little32}", [42, 0, 0, 0]],
    ["%o{little16}", [42, 0]],
    ["\\x00\\x7f\\x80\\xfF", [0x00, 0x7f, 0x80, 0xff]],
  ] as const
) {
  Deno.test(`parseLayout() prints the bytes of ${layout}`, () => {
    assert.deepEqual(rawBytes(layout), expected);
  });
}

Deno.test("parseLayout() drops the upper bits of numbers that do not fit", () => {
  const offset = 0x0123_4567_89ab_cdefn;
  assert.equal(
    raw("%o{hex64} %o{hex32} %o{hex16} %o{hex8} %o{hex4}", { offset }),
    "0123456789abcdef 89abcdef cdef ef f",
  );
  assert.deepEqual(rawBytes("%o{big16}%o{little16}", { offset }), [0xcd, 0xef, 0xef, 0xcd]);
});

Deno.test("parseLayout() prints -1 for what a batch does not carry, as rpk does", () => {
  const batch = { producerId: null, producerEpoch: null, leaderEpoch: null };
  assert.equal(raw("%x %y %e %x{hex} %y{hex16}", { batch }), "-1 -1 -1 ffffffffffffffff ffff");
});

Deno.test("parseLayout() prints nothing for a null key or value, and length 0", () => {
  assert.equal(raw("[%k|%v|%v{hex}|%K|%V]", { key: null, value: null }), "[|||0|0]");
});

Deno.test("parseLayout() counts %i over records, and each %i of the layout", () => {
  assert.equal(raw("%i,%i ", {}, {}), "1,2 3,4 ");
});

Deno.test("parseLayout() copies bytes that are not UTF-8 when raw", () => {
  assert.deepEqual(rawBytes("%v|%k", { value: Uint8Array.of(0xff, 0x1b), key: "\x07" }), [
    0xff,
    0x1b,
    0x7c,
    0x07,
  ]);
});

for (
  const [specification, value, expected] of [
    ["b", [0xff], "-1"],
    ["B", [0xff], "255"],
    ["h", [0xfe, 0xff], "-2"],
    [">H", [0xfe, 0xff], "65279"],
    ["i", [1, 0, 0, 0x80], "-2147483647"],
    [">I", [0xff, 0, 0, 1], "4278190081"],
    ["q", [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], "-1"],
    ["Q", [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], "18446744073709551615"],
    [">h<hxB$", [0, 1, 1, 0, 7], "117"],
    ["c.s", [0x61, 0x62, 0x63, 0x64], "abcd"],
    ["I", [1, 2], "%!I(have 2 bytes, need 4)"],
    ["Bc", [1], "1%!c(no bytes available)"],
    ["B$", [1, 2], "1%!$(not end-of-input)"],
    ["", [1], ""],
  ] as const
) {
  Deno.test(`parseLayout() unpacks ${JSON.stringify(specification)} of ${value.join(" ")}`, () => {
    const sample = { value: Uint8Array.from(value) };
    assert.equal(raw(`%v{unpack[${specification}]}`, sample), expected);
    assert.equal(raw(`%v{unpack{{${specification}}}}`, sample), expected);
  });
}

for (
  const [layout, message, hint] of [
    ["%v %s\n", 'unknown verb "%s", expected %t %k', "Use %v for the value (kcat's %s)"],
    ["%S", 'unknown verb "%S", ', "Use %V for the length of the value (kcat's %S)"],
    ["%v %", 'lone "%", expected "%%", at column 4'],
    ["👩%q", 'unknown verb "%q", '],
    ["%h", '"%h" without braces', 'Write for example "%h{%k=%v }"'],
    ["%h{%k", 'missing "}" of %h, at column 6'],
    ["%h{%h{}}", '"%h" inside "%h{...}", at column 4'],
    ["%a", '"%a" without braces, expected compression, timestamp-type,'],
    ["%a{codec}", 'unknown attribute "codec", expected compression, '],
    ["%a{compression;x}", 'unknown number format "x", '],
    [
      "%v{json}",
      'unknown text format "json", expected hex, base64, base64raw or unpack[...], at ' +
      "column 4",
    ],
    ["%v{hex", 'missing "}", at column 7'],
    ["%o{hex5}", 'unknown number format "hex5", expected ascii, '],
    [
      "%d{rfc3339}",
      'unknown date format "rfc3339", expected strftime[...], go[...] or a number',
    ],
    ["%d{strftime}", 'missing delimiters, as in "[...]" or "##...##", at column 12'],
    ["%d{strftime[[%F]}", 'missing "]]", at column 18'],
    ["%d{go[2006]", 'missing "}", at column 12'],
    ["%v{unpack[<z]}", 'unknown unpack item "z", expected one of < > b B'],
    ["%v{unpack[sB]}", '"s" must come last in unpack, at column 12'],
    ["\\q", 'unknown escape "\\\\q", expected \\t, \\n, \\r, \\\\ or \\xNN, at column 1'],
    ["a\\x4", '"\\x" needs two hexadecimal digits, at column 2'],
  ] as const
) {
  Deno.test(`parseLayout() rejects ${JSON.stringify(layout)} and points at the place`, () => {
    assert.throws(() => parseLayout(layout, { raw: true }), (error: Error) => {
      assert.equal(error.name, "UsageError");
      assert.ok(error.message.startsWith(`Cannot read format ${JSON.stringify(layout)}: `));
      assert.ok(error.message.includes(message), error.message);
      assert.match(error.message, /, at column \d+$/);
      assert.equal((error as Error & { hint?: string }).hint, hint);
      return true;
    });
  });
}

Deno.test("parseLayout() counts columns in characters, not in UTF-16 units", () => {
  assert.throws(() => parseLayout("👩%q", { raw: true }), /, at column 2$/);
});

Deno.test("parseLayout() shows what a terminal would obey, in keys, values and headers", () => {
  const sample = {
    key: "k\x1b[2J\n",
    value: "v\x1b]0;x\x07\u202e",
    headers: [{ key: "h\x1b\n", value: bytes("\x9b\n") }],
  };
  assert.equal(
    shown("%k|%v|%h{%k=%v}", sample),
    "k\\x1b[2J\\n|v\\x1b]0;x\\x07\\u202e|h\\x1b\\n=\\x9b\\n",
  );
});

Deno.test("parseLayout() keeps newlines and tabs of values on a terminal, but no returns", () => {
  assert.equal(shown("%v", { value: '{\n\t"a": 1\r\n}' }), '{\n\t"a": 1\\r\n}');
});

Deno.test("parseLayout() shows bytes that are not UTF-8 on a terminal", () => {
  const value = Uint8Array.of(0xc3, 0xa9, 0xff, 0x41, 0x9b, 0xe2, 0x82);
  assert.equal(shown("%v", { value }), "é\\xffA\\x9b\\xe2\\x82");
});

Deno.test("parseLayout() obeys the layout's own text on a terminal", () => {
  assert.equal(shown("\\x1b[1m%k\\x1b[0m\\r", {}), "\x1b[1mk1\x1b[0m\r");
});

Deno.test("parseLayout() shows controls that unpack or a binary number would print", () => {
  assert.equal(shown("%v{unpack[cs]}", { value: "\x1b\x07a" }), "\\x1b\\x07a");
  assert.equal(shown("%o{byte}%o{big16}", { offset: 27n }), "\\x1b\\x00\\x1b");
});

Deno.test("parseLayout() prints no control characters of any bytes on a terminal", () => {
  const write = parseLayout("%k%v%h{%k%v}%v{unpack[s]}", { raw: false });
  fc.assert(fc.property(fc.uint8Array({ maxLength: 20 }), fc.string(), (value, key) => {
    const text = printed(write, { value, key, headers: [{ key, value }] });
    // deno-lint-ignore no-control-regex -- these characters are what it looks for
    assert.doesNotMatch(text, /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/u);
  }));
});

Deno.test("parseLayout() accepts a text or throws an error with the column", () => {
  const pieces = fc.constantFrom("%", "{", "}", "h", "d", "v", "a", "[", "]", "\\", "x", "go", "1");
  fc.assert(
    fc.property(fc.array(pieces).map((parts) => parts.join("")), (layout) => {
      try {
        printedBytes(parseLayout(layout, { raw: false }), { headers });
      } catch (error) {
        assert.match((error as Error).message, /^Cannot read format ".*, at column \d+$/);
      }
    }),
    { numRuns: 1000 },
  );
});
