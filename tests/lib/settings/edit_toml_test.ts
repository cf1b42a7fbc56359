import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "smol-toml";
import { editData, editToml, isSameData, type TomlEdit } from "../../../lib/settings/edit_toml.ts";

const text = `# profiles of the shop
version = 1
current = "prod" # the real one

[profiles.prod]
# production
brokers = "a:1,b:2"
tls.enabled = true  # always
[profiles.prod.sasl]
user = "bob"

[profiles.dev]
brokers = ["x:1"] # here
`;

Deno.test("editToml() changes, adds and removes values, and keeps comments", () => {
  const edits: TomlEdit[] = [
    { path: ["current"], value: "dev" },
    { path: ["profiles", "prod", "tls", "enabled"], value: false },
    { path: ["profiles", "prod", "tls", "ca"], value: "/ca.pem" },
    { path: ["profiles", "prod", "sasl", "user"], value: undefined },
    { path: ["profiles", "prod", "sasl", "password_command"], value: "pass x" },
    { path: ["profiles", "dev", "brokers"], value: "y:1" },
    { path: ["profiles", "new", "chat", "rooms"], value: ["a", "b"] },
    { path: ["profiles", "new", "decode", "my.topic"], value: "json" },
  ];
  assert.equal(
    editToml(text, edits),
    `# profiles of the shop
version = 1
current = "dev" # the real one

[profiles.prod]
# production
brokers = "a:1,b:2"
tls.enabled = false  # always
tls.ca = "/ca.pem"
[profiles.prod.sasl]
password_command = "pass x"

[profiles.dev]
brokers = "y:1" # here

[profiles.new]
chat.rooms = ["a", "b"]
decode."my.topic" = "json"
`,
  );
});

Deno.test("editToml() removes a profile with all its tables, and nothing else", () => {
  const edited = editToml(text, [{ path: ["profiles", "prod"], value: undefined }]);
  assert.equal(
    edited,
    `# profiles of the shop
version = 1
current = "prod" # the real one

[profiles.dev]
brokers = ["x:1"] # here
`,
  );
});

Deno.test("editToml() starts a file", () => {
  const edited = editToml("", [
    { path: ["version"], value: 1 },
    { path: ["profiles", "a.b"], isTable: true },
  ]);
  assert.equal(edited, 'version = 1\n\n[profiles."a.b"]\n');
});

Deno.test("editData() changes a copy, and creates tables on the way", () => {
  const data = { profiles: { prod: { brokers: "a" } }, other: { kept: 1 } };
  const edited = editData(data, [
    { path: ["profiles", "prod", "tls", "ca"], value: "x" },
    { path: ["profiles", "prod", "brokers"], value: undefined },
    { path: ["profiles", "dev"], isTable: true },
  ]);
  assert.deepEqual(edited, {
    profiles: { prod: { tls: { ca: "x" } }, dev: {} },
    other: { kept: 1 },
  });
  assert.deepEqual(data, { profiles: { prod: { brokers: "a" } }, other: { kept: 1 } });
});

Deno.test("isSameData() ignores empty tables in a profile, but not an empty profile", () => {
  assert.equal(isSameData({ profiles: { a: { tls: {} } } }, { profiles: { a: {} } }), true);
  assert.equal(isSameData({ profiles: { a: {} } }, { profiles: {} }), false);
  assert.equal(isSameData({ b: 1, a: 2 }, { a: 2, b: 1 }), true);
});

const names = fc.constantFrom("prod", "dev", "a.b", "with space", "ü");
const values = fc.oneof(
  fc.string({ unit: "grapheme-ascii" }),
  fc.boolean(),
  fc.integer({ min: 0, max: 9 }),
  fc.array(fc.string({ unit: "grapheme-ascii", maxLength: 4 }), { maxLength: 3 }),
  fc.constant(undefined),
);
const edit = fc.oneof(
  fc.tuple(names, fc.constantFrom("brokers", "color"), values),
  fc.tuple(names, fc.constantFrom("ca", "cert"), values),
).map(([name, key, value]): TomlEdit => ({
  path: key.startsWith("c") && key !== "color"
    ? ["profiles", name, "tls", key]
    : ["profiles", name, key],
  value,
}));

Deno.test("editToml() and editData() agree, one change after the other", () => {
  fc.assert(fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
    let toml = text;
    let data: Record<string, unknown> = parse(text);
    for (const each of edits) {
      // Removing from a profile that does not exist creates it in the data only.
      const isKnown = Object.hasOwn(data["profiles"] as object, each.path[1]!);
      if (each.value === undefined && !isKnown) continue;
      toml = editToml(toml, [each]);
      data = editData(data, [each]);
      assert.ok(isSameData(parse(toml), data), toml);
    }
  }));
});
