import assert from "node:assert/strict";
import { reportFailure } from "../../../commands/_shared/report.ts";
import { CredentialError } from "../../../lib/credentials/credential_error.ts";
import { ConnectionLostError } from "../../../lib/kafka/connection/connection_error.ts";
import {
  ClosedPipeError,
  FailedError,
  InterruptedError,
  SeveralFailedError,
  UnhealthyError,
  UnreachableError,
  UsageError,
} from "../../../lib/errors.ts";
import { fakeContext, type FakeWorld } from "../../support/cli/context.ts";

async function report(
  error: unknown,
  { verbose = false, ...world }: FakeWorld & { verbose?: boolean } = {},
): Promise<[status: number, stderr: string]> {
  const { context, stderr } = fakeContext(world);
  return [await reportFailure(error, context, { verbose }), stderr.text];
}

for (
  const [error, status] of [
    [new FailedError("Cannot a"), 1],
    [new UsageError("Cannot a"), 2],
    [new UnreachableError("Cannot a"), 3],
    [new UnhealthyError("Cannot a"), 10],
    [new InterruptedError("Cannot a"), 130],
    [new InterruptedError("Cannot a", { signal: "SIGTERM" }), 143],
    [new InterruptedError("Cannot a", { signal: "SIGHUP" }), 129],
  ] as const
) {
  Deno.test(`reportFailure() returns ${status} for ${error.name}`, async () => {
    assert.deepEqual(await report(error), [status, "error: Cannot a\n"]);
  });
}

Deno.test("reportFailure() prints the hint on a line of its own", async () => {
  assert.deepEqual(await report(new FailedError("Cannot a", { hint: "Try b" })), [
    1,
    "error: Cannot a\nhint: Try b\n",
  ]);
});

Deno.test("reportFailure() names the settings that help with a connection", async () => {
  const found = new CredentialError("no-passphrase", "Cannot a", { hint: "Set the passphrase" });
  assert.deepEqual(await report(found), [
    2,
    "error: Cannot a\nhint: Set WAH_TLS_PASSPHRASE or WAH_TLS_PASSPHRASE_FILE, " +
    "or tls.passphrase_command in a profile\n",
  ]);
  const cause = new ConnectionLostError("h:1", "certificate", "a", { hint: "Set the CA" });
  assert.deepEqual(await report(new UnreachableError("Cannot a", { cause, hint: "Set the CA" })), [
    3,
    "error: Cannot a\nhint: Set --tls-ca or WAH_TLS_CA to the CA that signed it, if you trust " +
    "it; wah doctor shows each step\n",
  ]);
});

Deno.test("reportFailure() offers wah doctor if no broker is reachable", async () => {
  const silent = new ConnectionLostError("h:1", "closed", "a");
  assert.deepEqual(await report(silent), [
    3,
    "error: Cannot reach the broker at h:1: a\nhint: Run wah doctor to see which step fails\n",
  ]);
  const token = new ConnectionLostError("h:1", "token", "a", { hint: "Check the URL" });
  assert.deepEqual(await report(token), [
    3,
    "error: Cannot reach the broker at h:1: a\nhint: Check the URL\n",
  ]);
});

Deno.test("reportFailure() keeps the hint of a finding that no setting is about", async () => {
  const error = new CredentialError("exposed", "Cannot a", { hint: "Run chmod 600 x" });
  assert.deepEqual(await report(error), [2, "error: Cannot a\nhint: Run chmod 600 x\n"]);
});

Deno.test("reportFailure() shows hostile text in messages and hints", async () => {
  assert.deepEqual(await report(new FailedError("a\n\x1b[2J", { hint: "b\u202e" })), [
    1,
    "error: a\\n\\x1b[2J\nhint: b\\u202e\n",
  ]);
});

Deno.test("reportFailure() adds all causes with verbose", async () => {
  const cause = new AggregateError(
    [new TypeError("one"), new Error("two", { cause: "three" })],
    "all",
  );
  assert.deepEqual(await report(new FailedError("Cannot a", { cause }), { verbose: true }), [
    1,
    "error: Cannot a\n" +
    "cause: AggregateError: all\n" +
    "cause: TypeError: one\n" +
    "cause: Error: two\n" +
    "cause: three\n",
  ]);
});

Deno.test("reportFailure() survives causes that go in a circle", async () => {
  const error = new Error("round");
  error.cause = error;
  const [status, text] = await report(new FailedError("Cannot a", { cause: error }), {
    verbose: true,
  });
  assert.equal(status, 1);
  assert.equal(text.split("\n").length, 18);
});

Deno.test("reportFailure() calls anything else a defect, verbosely with its stack", async () => {
  const defect = new TypeError("x is not a function");
  assert.deepEqual(await report(defect), [
    1,
    "error: Internal error: TypeError: x is not a function\n" +
    "hint: This is a bug in wah; report it with the output of -v\n",
  ]);
  const [, text] = await report(defect, { verbose: true });
  assert.match(text, /\n +at /);
});

Deno.test("reportFailure() prints nothing for a plain interrupt", async () => {
  assert.deepEqual(await report(new InterruptedError()), [130, ""]);
});

Deno.test("reportFailure() treats an error after an interrupt as the interrupt", async () => {
  const signal = AbortSignal.abort(new InterruptedError(undefined, { signal: "SIGTERM" }));
  assert.deepEqual(await report(new TypeError("closed"), { signal }), [143, ""]);
});

Deno.test("reportFailure() prints an error even if an interrupt followed", async () => {
  const signal = AbortSignal.abort(new InterruptedError());
  assert.deepEqual(await report(new FailedError("Cannot send 2 lines"), { signal }), [
    1,
    "error: Cannot send 2 lines\n",
  ]);
});

Deno.test("reportFailure() returns 0 and prints nothing for a closed stdout", async () => {
  assert.deepEqual(await report(new ClosedPipeError("gone")), [0, ""]);
});

Deno.test("reportFailure() prints a line and a hint for each of several failures", async () => {
  const failures = [new FailedError("Cannot a", { hint: "Try b" }), new FailedError("Cannot c")];
  assert.deepEqual(
    await report(new SeveralFailedError(failures)),
    [1, "error: Cannot a\nhint: Try b\nerror: Cannot c\n"],
  );
});

Deno.test("reportFailure() colors the first word if styles are wanted", async () => {
  assert.deepEqual(
    await report(new FailedError("Cannot a: error: b", { hint: "Try c" }), { styled: true }),
    [1, "\x1b[31merror:\x1b[39m Cannot a: error: b\n\x1b[32mhint:\x1b[39m Try c\n"],
  );
});
