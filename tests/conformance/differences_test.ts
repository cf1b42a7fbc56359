import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { brokerDifferences } from "../support/brokers/broker_differences.ts";
import { sourceFiles } from "../support/tidy/source.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

Deno.test("every listed difference of the embedded broker is declared as a case once", () => {
  const texts = sourceFiles(root, [".ts"])
    .filter(({ path }) => /^tests\/conformance\/.*_test\.ts$/.test(path))
    .map(({ text }) => text);
  const declared = (name: string): number =>
    texts.filter((text) => text.includes(`brokerCase(${JSON.stringify(name)},`)).length;
  const names = Object.keys(brokerDifferences);
  assert.deepEqual(names.filter((name) => declared(name) !== 1), []);
});
