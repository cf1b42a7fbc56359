import assert from "node:assert/strict";
import fc from "fast-check";
import { hostUserName } from "../../../../lib/chat/message/host_user_name.ts";
import { isUserName } from "../../../../lib/chat/message/user_name.ts";

Deno.test("hostUserName() returns the first label of the host's name", () => {
  assert.equal(hostUserName("3f2a9c1b7d4e"), "3f2a9c1b7d4e");
  assert.equal(hostUserName("build-7.example.com"), "build-7");
});

Deno.test("hostUserName() returns guest if the host's name is not usable", () => {
  for (const name of ["", ".", "localhost", "localhost.localdomain", "::"]) {
    assert.equal(hostUserName(name), "guest");
  }
});

Deno.test("hostUserName() returns a valid user name for any host", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (host) => isUserName(hostUserName(host))));
});
