import assert from "node:assert/strict";
import { isListening } from "../../../lib/redpanda/is_listening.ts";
import { closedAddress, drain, listen } from "../../support/peers/listener.ts";

const never = new AbortController().signal;

Deno.test("isListening() returns whether a port accepts connections", async () => {
  await using listener = listen(drain);
  await using onIPv6 = listen(drain, "::1");
  const closed = closedAddress();
  const url = (host: string, port: number): URL => new URL(`http://${host}:${port}`);
  assert.equal(await isListening(url("127.0.0.1", listener.address.port), never), true);
  assert.equal(await isListening(url("[::1]", onIPv6.address.port), never), true);
  assert.equal(await isListening(url(closed.host, closed.port), never), false);
  assert.equal(await isListening(url("no-such-host.invalid", 80), never), false);
});

Deno.test("isListening() throws the signal's reason", async () => {
  const stop = new AbortController();
  stop.abort(new Error("enough"));
  const { host, port } = closedAddress();
  await assert.rejects(isListening(new URL(`http://${host}:${port}`), stop.signal), /enough/);
});
