import assert from "node:assert/strict";
import { readSecret } from "../../../lib/credentials/secret.ts";
import { InterruptedError } from "../../../lib/errors.ts";
import type { SecretSource } from "../../../lib/settings/connection_settings.ts";
import { tempFolder } from "../../support/temp_folder.ts";
import { credentialContext } from "./_context.ts";

/** Secrets are remembered by their name, so each test has names of its own. */
let count = 0;

function read(source: SecretSource, name = `password ${++count}`): Promise<string> {
  return readSecret(source, name, credentialContext());
}

async function withFile(
  text: string,
  mode: number,
  use: (path: string) => Promise<void>,
): Promise<void> {
  await using folder = await tempFolder();
  const path = folder.file("secret file");
  await Deno.writeTextFile(path, text);
  await Deno.chmod(path, mode);
  await use(path);
}

Deno.test("readSecret() returns a value as it is", async () => {
  assert.equal(await read({ kind: "value", value: " a\nb " }), " a\nb ");
});

for (const text of ["s3cret", "s3cret\n", "s3cret\r\n", "s3cret\nsecond line\n"]) {
  Deno.test(`readSecret() returns the first line of ${JSON.stringify(text)}`, async () => {
    await withFile(text, 0o600, async (path) => {
      assert.equal(await read({ kind: "file", path }), "s3cret");
    });
  });
}

for (const mode of [0o604, 0o640, 0o444]) {
  Deno.test(`readSecret() rejects a file with the mode ${mode.toString(8)}`, async () => {
    await withFile("s3cret", mode, async (path) => {
      await assert.rejects(read({ kind: "file", path }, "password of x"), {
        name: "CredentialError",
        finding: "exposed",
        message: `Cannot use the password of x in "${path}": other users can read the file`,
        hint: `Run chmod 600 '${path}'`,
      });
    });
  });
}

Deno.test("readSecret() rejects a file that is missing or empty", async () => {
  await withFile("\nsecond", 0o600, async (path) => {
    await assert.rejects(read({ kind: "file", path }, "password of y"), {
      finding: "empty-secret",
      message: `Cannot use the password of y: the first line of "${path}" is empty`,
    });
    await assert.rejects(read({ kind: "file", path: `${path}.missing` }, "password of y"), {
      finding: "unreadable",
      message: `Cannot read the password of y in "${path}.missing": no such file`,
    });
  });
});

Deno.test("readSecret() returns the first line that a command prints", async () => {
  const command = 'printf "%s\\nsecond\\n" "from a shell"';
  assert.equal(await read({ kind: "command", command }), "from a shell");
});

Deno.test("readSecret() runs a command once, also for callers at the same time", async () => {
  await using folder = await tempFolder();
  const log = folder.file("log");
  const source = { kind: "command", command: `echo run >> '${log}'; echo s3cret` } as const;
  const name = "password that is read once";
  assert.deepEqual(
    await Promise.all([read(source, name), read(source, name), read(source, name)]),
    ["s3cret", "s3cret", "s3cret"],
  );
  assert.equal(await read(source, name), "s3cret");
  assert.equal(await Deno.readTextFile(log), "run\n");
});

const failures: Readonly<Record<string, readonly [finding: string, found: string]>> = {
  "echo s3cret; exit 3": ["command", "Cannot get the token: its command exited with status 3"],
  "echo s3cret; kill -KILL $$": [
    "command",
    "Cannot get the token: its command was ended by SIGKILL",
  ],
  "true": ["empty-secret", "Cannot use the token: its command printed no line"],
};

for (const [command, [finding, message]] of Object.entries(failures)) {
  Deno.test(`readSecret() reports the failure of ${command}`, async () => {
    await assert.rejects(read({ kind: "command", command }, "token"), { finding, message });
  });
}

Deno.test("readSecret() runs a command again after it failed", async () => {
  await using folder = await tempFolder();
  const flag = folder.file("flag");
  const source = { kind: "command", command: `cat '${flag}' 2>&-` } as const;
  await assert.rejects(read(source, "password that comes late"), { finding: "command" });
  await Deno.writeTextFile(flag, "s3cret");
  assert.equal(await read(source, "password that comes late"), "s3cret");
});

Deno.test("readSecret() ends the command if the user interrupts wah", async () => {
  const stop = new AbortController();
  const context = credentialContext({ signal: stop.signal });
  const command = "exec tail -f /dev/null";
  const reading = readSecret({ kind: "command", command }, "endless password", context);
  stop.abort(new InterruptedError());
  await assert.rejects(reading, { name: "InterruptedError" });
});

Deno.test("readSecret() needs a terminal for a prompt", async () => {
  await assert.rejects(read({ kind: "prompt" }, 'password of "ann"'), {
    finding: "no-terminal",
    kind: "usage",
    message: 'Cannot ask for the password of "ann": there is no terminal',
  });
});
