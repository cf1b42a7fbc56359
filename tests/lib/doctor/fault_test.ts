import assert from "node:assert/strict";
import { faultOf } from "../../../lib/doctor/fault.ts";
import {
  FailedError,
  InterruptedError,
  UnreachableError,
  UsageError,
} from "../../../lib/errors.ts";
import { ConnectionLostError } from "../../../lib/kafka/connection/connection_error.ts";
import { LoginRefusedError } from "../../../lib/kafka/connection/login_refused_error.ts";

Deno.test("faultOf() uses the finding of a connection as the code", () => {
  const lost = new ConnectionLostError("h:1", "certificate", "a", { hint: "b" });
  assert.deepEqual(faultOf(lost), {
    code: "certificate",
    message: "Cannot reach the broker at h:1: a",
    hint: "b",
    isUnreachable: true,
  });
  const { code } = faultOf(new UnreachableError("Cannot a", { cause: lost }));
  assert.equal(code, "certificate");
});

Deno.test("faultOf() distinguishes a rejected login from a port without logins", () => {
  const codes = [false, true].map((isPortWithoutLogins) => {
    const cause = new LoginRefusedError("a", { isPortWithoutLogins });
    return faultOf(new FailedError("Cannot log in", { cause }));
  });
  assert.deepEqual(codes.map(({ code }) => code), ["login", "login-not-accepted"]);
  assert.deepEqual(codes.map(({ isUnreachable }) => isUnreachable), [false, false]);
});

Deno.test("faultOf() calls invalid settings a fault of the settings", () => {
  assert.equal(faultOf(new UsageError("Cannot read")).code, "settings");
  assert.equal(faultOf(new FailedError("Cannot read")).code, "rejected");
});

Deno.test("faultOf() throws interrupts and bugs", () => {
  for (const error of [new InterruptedError(), new TypeError("bug")]) {
    assert.throws(() => faultOf(error), (thrown) => thrown === error);
  }
});
