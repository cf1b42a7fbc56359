import assert from "node:assert/strict";
import { createCommand } from "../../../commands/topic/_create_command.ts";

Deno.test("createCommand() quotes configs for the shell", () => {
  const spec = { partitions: 3, replicationFactor: 2, configs: { a: "x y", b: "it's" } };
  assert.equal(
    createCommand({ ...spec, name: "t" }),
    "wah topic create t -p 3 -r 2 -c 'a=x y' -c 'b=it'\\''s'",
  );
});

Deno.test("createCommand() puts -- before a name that looks like a flag", () => {
  const spec = { name: "-t", partitions: 1, replicationFactor: 1, configs: {} };
  assert.equal(createCommand(spec), "wah topic create -p 1 -r 1 -- -t");
});
