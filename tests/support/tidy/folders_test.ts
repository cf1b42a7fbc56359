import assert from "node:assert/strict";
import { folderProblems, maxFolderFiles } from "./folders.ts";

function folder(path: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${path}/f${index}.ts`);
}

Deno.test("folderProblems() counts the files of a folder without those of its folders", () => {
  const full = folder("lib/chat", maxFolderFiles);
  assert.deepEqual(folderProblems([...full, "lib/chat/log/a.ts"]), []);
  assert.deepEqual(folderProblems([...full, "lib/chat/a.ts"]), ["lib/chat: 25 files"]);
});

Deno.test("folderProblems() accepts a file for each Kafka API, and its test", () => {
  const apis = ["lib/broker/apis", "lib/wire/messages", "tests/lib/broker/apis"];
  assert.deepEqual(folderProblems(apis.flatMap((path) => folder(path, 60))), []);
});
