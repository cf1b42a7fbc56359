import assert from "node:assert/strict";
import { joinedPath, staysInside } from "../../../../lib/decode/protobuf/proto_path.ts";

Deno.test("joinedPath() drops empty parts and dots", () => {
  assert.equal(joinedPath("./a//b.proto"), "a/b.proto");
  assert.equal(joinedPath("/a.proto"), "/a.proto");
});

Deno.test("staysInside() is false for paths that lead out of a folder", () => {
  assert.equal(staysInside("a/b.proto"), true);
  for (const path of ["", "/etc/a.proto", "../a.proto", "a/../../b.proto", "C:\\a", "\\\\a\\b"]) {
    assert.equal(staysInside(path), false, path);
  }
});
