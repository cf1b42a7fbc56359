import assert from "node:assert/strict";
import { resolve } from "node:path";
import { dataDirectory } from "../../../../commands/_shared/broker/data_directory.ts";
import { fakeContext } from "../../../support/cli/context.ts";

function directory(given: string | undefined, env: Record<string, string>): string {
  return dataDirectory(given, fakeContext({ env }).context);
}

Deno.test("dataDirectory() resolves the given path against the current folder", () => {
  const variables = { XDG_DATA_HOME: "/data", HOME: "/me" };
  assert.equal(directory("/else/where", variables), "/else/where");
  assert.equal(directory("here", variables), resolve("here"));
});

Deno.test("dataDirectory() returns the user's data folder by default", () => {
  assert.equal(directory(undefined, { XDG_DATA_HOME: "/data", HOME: "/me" }), "/data/wah");
  assert.equal(directory(undefined, { HOME: "/me" }), "/me/.local/share/wah");
});

Deno.test("dataDirectory() is absolute, because the broker runs in another folder", () => {
  assert.equal(directory(undefined, { HOME: "me" }), resolve("me/.local/share/wah"));
});

Deno.test("dataDirectory() rejects an empty folder, the value of an unset variable", () => {
  assert.throws(() => directory("", { HOME: "/me" }), {
    name: "UsageError",
    message: 'Cannot use "" for --data: expected a directory',
  });
});

Deno.test("dataDirectory() throws if the account has no home folder", () => {
  assert.throws(() => directory(undefined, {}), {
    name: "UsageError",
    message: "Cannot determine the data directory: this account has no home folder",
  });
});
