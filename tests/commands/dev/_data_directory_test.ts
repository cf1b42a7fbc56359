import assert from "node:assert/strict";
import { resolve } from "node:path";
import { dataDirectory } from "../../../commands/dev/_data_directory.ts";

function world(variables: Record<string, string>): { env(name: string): string | undefined } {
  return { env: (name) => variables[name] };
}

Deno.test("dataDirectory() is what was given, from the folder of the command on", () => {
  const variables = { XDG_DATA_HOME: "/data", HOME: "/me" };
  assert.equal(dataDirectory("/else/where", world(variables)), "/else/where");
  assert.equal(dataDirectory("here", world(variables)), resolve("here"));
});

Deno.test("dataDirectory() is wah in XDG_DATA_HOME, else in its default", () => {
  assert.equal(
    dataDirectory(undefined, world({ XDG_DATA_HOME: "/data", HOME: "/me" })),
    "/data/wah",
  );
  assert.equal(dataDirectory(undefined, world({ HOME: "/me" })), "/me/.local/share/wah");
});

Deno.test("dataDirectory() takes no relative XDG_DATA_HOME, as its specification says", () => {
  const variables = { XDG_DATA_HOME: "data", HOME: "/me" };
  assert.equal(dataDirectory(undefined, world(variables)), "/me/.local/share/wah");
});

Deno.test("dataDirectory() is absolute, as the broker's process runs in another folder", () => {
  assert.equal(dataDirectory(undefined, world({ HOME: "me" })), resolve("me/.local/share/wah"));
});

Deno.test("dataDirectory() takes an empty folder for a variable that is not set", () => {
  assert.throws(() => dataDirectory("", world({ HOME: "/me" })), {
    name: "UsageError",
    message: 'Cannot use "" for --data: expected a directory',
  });
});

Deno.test("dataDirectory() refuses to guess", () => {
  assert.throws(() => dataDirectory(undefined, world({})), {
    name: "UsageError",
    message: "Cannot determine the data directory: neither XDG_DATA_HOME nor HOME is set",
  });
});
