import assert from "node:assert/strict";
import { readProjectFile } from "../../../lib/settings/project_file.ts";
import { tempFolder } from "../../support/temp_folder.ts";

Deno.test("readProjectFile() reads what a project file may set", async () => {
  await using folder = await tempFolder();
  const file = folder.file("wah.toml");
  await Deno.writeTextFile(
    file,
    `brokers = "localhost:9192"
color = "blue"
protected = true
brokerz = "x"
[chat]
rooms = ["shop"]
[decode]
orders = "json"
`,
  );
  const { source, unknown } = await readProjectFile(file);
  assert.deepEqual([...source.values.keys()], [
    "brokers",
    "color",
    "protected",
    "chat.rooms",
    "decode",
  ]);
  assert.deepEqual(unknown, ["brokerz"]);
});

for (
  const [line, message] of [
    ['sasl.user = "bob"', 'Cannot use sasl.user in "FILE": a project file must not set it'],
    ['sasl.password_command = "x"', "Cannot use sasl.password_command in"],
    ['tls.key = "key.pem"', "Cannot use tls.key in"],
    ["tls.insecure_skip_verify = true", "Cannot use tls.insecure_skip_verify in"],
    ['registry.url = "http://x"', "Cannot use registry.url in"],
    ['chat.user = "root"', "Cannot use chat.user in"],
    ["protected = false", 'Cannot use protected = false in "FILE": expected true'],
    ["read_only = false", 'Cannot use read_only = false in "FILE": expected true'],
  ] as const
) {
  Deno.test(`readProjectFile() rejects ${line}`, async () => {
    await using folder = await tempFolder();
    const file = folder.file("wah.toml");
    await Deno.writeTextFile(file, `${line}\n`);
    await assert.rejects(readProjectFile(file), (error: Error) => {
      assert.equal(error.name, "UsageError");
      assert.ok(error.message.startsWith(message.replace("FILE", file)), error.message);
      return true;
    });
  });
}
