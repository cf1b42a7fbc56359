import assert from "node:assert/strict";
import path from "node:path";
import { absolutePath, fileName, joinPath, parentDirectory } from "../../../lib/text/file_path.ts";

const paths = [
  ".",
  "..",
  "a",
  "a/b",
  "./a",
  "../a/./b//c/..",
  "a/",
  "/",
  "//",
  "/a",
  "/a/",
  "//a//b//",
  "/a/b.c",
  "/a/../../b",
  "/ä ö/\n/c",
];

Deno.test("absolutePath() and parentDirectory() answer as node:path does", () => {
  for (const each of paths) {
    assert.equal(absolutePath(each), path.resolve(each), each);
    const absolute = path.resolve(each);
    assert.equal(parentDirectory(absolute), path.dirname(absolute), absolute);
    assert.equal(path.resolve(parentDirectory(each)), path.resolve(path.dirname(each)), each);
  }
});

Deno.test("joinPath() and fileName() answer as node:path does for the files of a folder", () => {
  for (const folder of ["", "/", "a", "/a", "/a/", "/a b/c"]) {
    const joined = joinPath(folder, "broker.db");
    assert.equal(joined, path.join(folder, "broker.db"));
    assert.equal(fileName(joined), path.basename(joined));
  }
});
