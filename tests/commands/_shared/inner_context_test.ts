import assert from "node:assert/strict";
import { innerContext } from "../../../commands/_shared/inner_context.ts";
import type { CommandContext } from "../../../commands/_shared/parser/command.ts";
import { ClosedPipeError } from "../../../lib/errors.ts";
import { fakeContext } from "../../support/cli/context.ts";

function outer(env: Readonly<Record<string, string>> = {}, signal?: AbortSignal): CommandContext {
  const { context } = fakeContext({ env, isTerminal: true, ...(signal && { signal }) });
  return { ...context, globals: { quiet: true } };
}

Deno.test("innerContext() starts no broker, has no terminal and inherits the rest", () => {
  using inner = innerContext(outer({ WAH_EMBEDDED: "on", WAH_USER: "ann" }), { timeoutMs: 60_000 });
  const { context } = inner;
  assert.equal(context.env("WAH_EMBEDDED"), "off");
  assert.equal(context.env("WAH_USER"), "ann");
  assert.deepEqual(context.globals, { quiet: true });
  assert.equal(context.terminal, undefined);
  const { stdin, stdout, stderr } = context;
  assert.deepEqual([stdin, stdout, stderr].map(({ isTerminal }) => isTerminal), [
    false,
    false,
    false,
  ]);
});

Deno.test("innerContext() collects the output up to its limit", async () => {
  using inner = innerContext(outer(), { timeoutMs: 60_000, maxBytes: 5 });
  const { stdout } = inner.context;
  await stdout.write("abc");
  assert.equal(inner.isCut(), false);
  await assert.rejects(stdout.write("def"), ClosedPipeError);
  assert.equal(inner.stdout(), "abcde");
  assert.equal(inner.isCut(), true);
  await assert.rejects(stdout.write("g"), ClosedPipeError);
  assert.equal(inner.stdout(), "abcde");
});

Deno.test("innerContext() keeps what is written, even if the caller reuses the bytes", async () => {
  using inner = innerContext(outer(), { timeoutMs: 60_000 });
  const bytes = new TextEncoder().encode("old");
  await inner.context.stderr.write(bytes);
  bytes.fill(0);
  assert.equal(inner.stderr(), "old");
});

Deno.test("innerContext() aborts after its time, and with the outer command", async () => {
  using late = innerContext(outer(), { timeoutMs: 1 });
  const { signal } = late.context;
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
  assert.match(String(signal.reason), /Cannot finish within/);
  for (const side of ["outer", "caller"]) {
    const controller = new AbortController();
    using inner = side === "outer"
      ? innerContext(outer({}, controller.signal), { timeoutMs: 60_000 })
      : innerContext(outer(), { timeoutMs: 60_000, signal: controller.signal });
    controller.abort(new Error(side));
    assert.equal(inner.context.signal.reason.message, side);
  }
});
