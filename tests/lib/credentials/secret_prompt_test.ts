import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { promptSecret } from "../../../lib/credentials/secret_prompt.ts";
import type { Context, Terminal } from "../../../lib/context.ts";
import { InterruptedError } from "../../../lib/errors.ts";
import { fakeContext } from "../../support/cli/context.ts";
import { Tmux } from "../../support/cli/tmux.ts";

const utf8 = new TextEncoder();

/** A terminal on which `keys` are typed, one chunk per read; then it is closed. */
class TypedTerminal implements Partial<Terminal> {
  readonly #keys: string[];
  readonly log: string[] = [];

  constructor(keys: readonly string[]) {
    this.#keys = [...keys];
  }

  read(): Promise<Uint8Array | null> {
    const chunk = this.#keys.shift();
    return Promise.resolve(chunk === undefined ? null : utf8.encode(chunk));
  }

  setRaw(isRaw: boolean): void {
    this.log.push(isRaw ? "<raw>" : "<cooked>");
  }

  write(text: string): void {
    this.log.push(text);
  }

  drain(): Promise<void> {
    return Promise.resolve();
  }
}

async function type(...keys: string[]): Promise<{ secret: string; log: string }> {
  const terminal = new TypedTerminal(keys);
  const { context } = fakeContext({ stdin: "", terminal: terminal as unknown as Terminal });
  const secret = await promptSecret('password of "ann"', context);
  return { secret, log: terminal.log.join("") };
}

Deno.test("promptSecret() shows the question and nothing of what is typed", async () => {
  assert.deepEqual(await type("s3", "cret é", "\r"), {
    secret: "s3cret é",
    log: '<raw>Password of "ann": <cooked>\n',
  });
});

const edits: Readonly<Record<string, readonly [keys: string, secret: string]>> = {
  "Backspace": ["ab\x7fc\bd\r", "ad"],
  "Backspace on an empty line": ["\x7fa\r", "a"],
  "Ctrl-U": ["wrong\x15right\r", "right"],
  "other control keys": ["a\x01\x1bb\r", "ab"],
  "Ctrl-D after a character": ["a\x04b\n", "ab"],
};

for (const [name, [keys, secret]] of Object.entries(edits)) {
  Deno.test(`promptSecret() accepts ${name}`, async () => {
    assert.equal((await type(keys)).secret, secret);
  });
}

Deno.test("promptSecret() joins a character that arrives in two parts", async () => {
  const [first, second] = utf8.encode("é");
  const parts = [new Uint8Array([first!]), new Uint8Array([second!]), utf8.encode("\r")];
  const terminal = new TypedTerminal([]);
  terminal.read = () => Promise.resolve(parts.shift() ?? null);
  const { context } = fakeContext({ stdin: "", terminal: terminal as unknown as Terminal });
  assert.equal(await promptSecret("token", context), "é");
});

for (
  const [name, keys] of [["Ctrl-C", ["ab\x03"]], ["Ctrl-D", ["\x04"]], ["no input", []]] as const
) {
  Deno.test(`promptSecret() is interrupted by ${name}`, async () => {
    await assert.rejects(type(...keys), { name: "InterruptedError", signal: "SIGINT" });
  });
}

Deno.test("promptSecret() is interrupted by a signal, and restores the terminal", async () => {
  const stop = new AbortController();
  const terminal = new TypedTerminal([]);
  terminal.read = () => {
    queueMicrotask(() => stop.abort(new InterruptedError(undefined, { signal: "SIGTERM" })));
    return new Promise(() => {});
  };
  const { context } = fakeContext({
    stdin: "",
    terminal: terminal as unknown as Terminal,
    signal: stop.signal,
  });
  await assert.rejects(promptSecret("token", context), { signal: "SIGTERM" });
  assert.equal(terminal.log.join(""), "<raw>Token: <cooked>\n");
});

Deno.test("promptSecret() uses stdin and stderr if stdout is not a terminal", async () => {
  const { context, stderr } = fakeContext({ stdin: "s3cret\rrest", isTerminal: true });
  const modes: boolean[] = [];
  const stdin = { ...context.stdin, setRaw: (isRaw: boolean) => void modes.push(isRaw) };
  const secret = await promptSecret("token", { ...context, stdin } satisfies Context);
  assert.deepEqual([secret, modes, stderr.text], ["s3cret", [true, false], "Token: \n"]);
  assert.equal(context.stdin.readable.locked, false);
});

Deno.test("promptSecret() does not ask if stderr is not a terminal", async () => {
  const { context } = fakeContext({ stdin: "s3cret\r" });
  const stdin = { ...context.stdin, isTerminal: true, setRaw: () => {} };
  await assert.rejects(promptSecret("token", { ...context, stdin }), { finding: "no-terminal" });
});

for (const mode of ["terminal", "piped"]) {
  Deno.test(`promptSecret() hides what is typed on a real terminal, stdout: ${mode}`, async () => {
    await using tmux = new Tmux();
    const script = fileURLToPath(new URL("_ask.ts", import.meta.url));
    const run = [Deno.execPath(), "run", "--quiet", "--no-check", "--allow-all", script, mode];
    const command = mode === "piped" ? ["sh", "-c", `${run.join(" ")} | cat`] : run;
    const screen = await tmux.open({ command });
    await screen.waitFor("Password of ann:");
    await screen.type("s3cret");
    await screen.press("Enter");
    assert.equal(
      await screen.waitFor("got 6 characters"),
      "Password of ann:\ngot 6 characters",
    );
    await screen.type("visible");
    await screen.press("Enter");
    await screen.waitFor(/^visible\nthen visible$/m);
    assert.equal(await screen.exitStatus(), 0);
  });
}
