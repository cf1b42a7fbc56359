import assert from "node:assert/strict";
import type { Member } from "../../../../lib/broker/groups/group_model.ts";
import {
  chooseProtocol,
  commonProtocols,
  metadataBytes,
  sameProtocols,
} from "../../../../lib/broker/groups/member_protocols.ts";
import { newMember } from "../../../../lib/broker/groups/membership.ts";
import { joinRequest } from "./_group_script.ts";

function member(...protocols: string[]): Member {
  return newMember(protocols.join(), joinRequest({ protocols }), 0);
}

Deno.test("chooseProtocol() returns the protocol that most prefer and all support", () => {
  assert.equal(chooseProtocol([member("b", "a"), member("a", "b"), member("b", "a")]), "b");
  assert.equal(chooseProtocol([member("c", "b", "a"), member("c", "a"), member("a")]), "a");
  assert.equal(chooseProtocol([member("b", "a"), member("a", "b")]), "b");
});

Deno.test("chooseProtocol() returns null if no protocol is common to all members", () => {
  assert.equal(chooseProtocol([member("a"), member("b")]), null);
  assert.equal(chooseProtocol([]), null);
});

Deno.test("commonProtocols() returns the protocols that every member supports", () => {
  assert.deepEqual(commonProtocols([member("a", "b"), member("c", "b")]), new Set(["b"]));
  assert.deepEqual(commonProtocols([]), new Set());
});

Deno.test("sameProtocols() compares names, order and metadata", () => {
  const { protocols } = member("a:1", "b:2");
  assert.equal(sameProtocols(protocols, member("a:1", "b:2").protocols), true);
  assert.equal(sameProtocols(protocols, member("b:2", "a:1").protocols), false);
  assert.equal(sameProtocols(protocols, member("a:1", "b:3").protocols), false);
  assert.equal(sameProtocols(protocols, member("a:1", "b:22").protocols), false);
  assert.equal(sameProtocols(protocols, member("a:1").protocols), false);
});

Deno.test("metadataBytes() counts names and metadata, except the earlier ones of a member", () => {
  const members = [member("a:12"), member("bc:3")];
  const request = joinRequest({ protocols: ["d:4567"] });
  assert.equal(metadataBytes(members, request), 3 + 3 + 5);
  const again = { ...request, memberId: members[0]!.id };
  assert.equal(metadataBytes(members, again), 3 + 5);
});

Deno.test("metadataBytes() replaces a static member that has a new id", () => {
  const request = { ...joinRequest({ protocols: ["a:12"] }), instanceId: "static" };
  assert.equal(metadataBytes([newMember("old", request, 0)], request), 3);
});
