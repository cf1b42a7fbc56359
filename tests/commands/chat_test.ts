import assert from "node:assert/strict";
import { formatAddress } from "../../lib/text/format_address.ts";
import { runCli } from "../support/cli/cli.ts";
import { closedAddress } from "../support/peers/listener.ts";

const env = { USER: "alice" };

Deno.test("wah chat rejects invalid user names before it connects", async () => {
  for (const name of ["", "al:ice", "al\nice", "al\x07ice", " alice"]) {
    const { status, stdout, stderr } = await runCli(["chat", "-u", name], { env });
    assert.equal(status, 2, name);
    assert.equal(stdout, "");
    assert.match(stderr, /^error: Cannot use the user name .*expected 1 to 64 visible characters/);
    assert.equal(stderr.trimEnd().split("\n").length, 1);
  }
});

Deno.test("wah chat reads the user name from -u, then WAH_USER, then the login name", async () => {
  const bad = async (argv: string[], env: Record<string, string>): Promise<string> =>
    (await runCli(["chat", ...argv], { env })).stderr;
  assert.match(await bad(["-u", "a:"], { WAH_USER: "b:", USER: "c:" }), /user name "a:"/);
  assert.match(await bad([], { WAH_USER: "b:", USER: "c:" }), /user name "b:"/);
  assert.match(await bad([], { USER: "c:", LOGNAME: "d:" }), /user name "c:"/);
  assert.match(await bad([], { LOGNAME: "d:" }), /user name "d:"/);
});

Deno.test("wah chat derives a name from the host if no user name is set", async () => {
  const brokers = formatAddress(closedAddress());
  const machine = { hostName: () => "build-7.example.com" };
  const { status, stderr } = await runCli(["chat", "send", "hello"], { brokers, machine });
  assert.equal(status, 3);
  assert.match(
    stderr,
    /^No user name is set, so your name is "build-7", after this host; set it with -u\nerror: /,
  );
  const { stderr: quiet } = await runCli(["chat", "send", "-q", "hello"], { brokers, machine });
  assert.match(quiet, /^error: /);
});

Deno.test("wah chat rejects invalid room names and unknown formats", async () => {
  for (
    const argv of [["chat", "-t", "a b"], ["chat", "send", "-t", "..", "x"], [
      "chat",
      "log",
      "-t",
      "",
    ]]
  ) {
    const { status, stderr } = await runCli(argv, { env });
    assert.equal(status, 2);
    assert.match(stderr, /^error: Cannot use the room name /);
  }
  const { status, stderr } = await runCli(["chat", "-f", "xml"], { env });
  assert.equal(status, 2);
  assert.match(stderr, /expected text, json or protobuf/);
});

Deno.test("wah chat send rejects a blank text", async () => {
  assert.equal((await runCli(["chat", "send"], { env })).status, 2);
  const { status, stderr } = await runCli(["chat", "send", " ", ""], { env });
  assert.equal(status, 2);
  assert.equal(stderr, "error: Cannot send the message: the text is blank\n");
});

Deno.test("wah chat, send and log exit with 3 if no broker answers", async () => {
  const brokers = formatAddress(closedAddress());
  for (const argv of [["chat"], ["chat", "send", "hello"], ["chat", "log"]]) {
    const { status, stdout, stderr } = await runCli(argv, { env, brokers });
    assert.equal(status, 3);
    assert.equal(stdout, "");
    assert.match(
      stderr,
      new RegExp(`^error: Cannot reach a broker at ${brokers}: connection refused`),
    );
  }
});

Deno.test("wah chat --help shows examples", async () => {
  const { status, stdout, stderr } = await runCli(["chat", "--help"]);
  assert.equal(status, 0);
  assert.equal(stderr, "");
  assert.match(stdout, /\nExamples:\n {2}wah chat -u bob/);
});
