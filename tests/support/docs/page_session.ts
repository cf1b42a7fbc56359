import { join } from "node:path";
import { cliCommand } from "../cli/cli_process.ts";
import { reserveDefaultPort } from "../brokers/default_port.ts";
import { poll } from "../poll.ts";
import { runProcess } from "../cli/process.ts";
import { type TempFolder, tempFolder } from "../temp_folder.ts";
import { type Screen, Tmux } from "../cli/tmux.ts";
import type { DocCommand, ShellBlock } from "./shell_blocks.ts";

/** Wide enough for every line of a page, and high enough for every output. */
const size = { columns: 240, rows: 200 };

/** Files that a page may use, in the folder where the commands are typed. */
const files: Readonly<Record<string, string>> = {
  "package.json": '{ "private": true, "scripts": { "test": "node -e 0" } }\n',
};

/** The last line of a chat that is ready for input. */
const inputPrompt = /^\S.*> *$/;
const question = /\[y\/N\] *$/;
const shellPrompt = "$ ";

let isolation: Promise<string[]> | undefined;

/**
 * A command line that runs a command in a separate network, with every port free; empty if that
 * fails.
 */
async function isolate(): Promise<string[]> {
  for (const flags of ["-n", "-rn"]) {
    const command = ["unshare", flags, "sh", "-c", 'ip link set lo up && exec "$@"', "sh"];
    const result = await runProcess("env", [...command, "true"]);
    if (result.status === 0) return command;
  }
  return [];
}

/**
 * A user at a terminal: a shell with an empty HOME in an empty folder, with `wah` on PATH.
 *
 * On Linux the shell has a separate network, so that nothing listens on localhost:9092 at first;
 * elsewhere that port must be free. Disposing of it stops the broker that the page started.
 */
export class PageSession implements AsyncDisposable {
  readonly #tmux = new Tmux();
  readonly #folder: TempFolder;
  readonly #screen: Screen;
  readonly #resources: AsyncDisposableStack;

  private constructor(
    { folder, tmux, screen, resources }: {
      readonly folder: TempFolder;
      readonly tmux: Tmux;
      readonly screen: Screen;
      readonly resources: AsyncDisposableStack;
    },
  ) {
    this.#folder = folder;
    this.#tmux = tmux;
    this.#screen = screen;
    this.#resources = resources;
  }

  static async open(): Promise<PageSession> {
    await using resources = new AsyncDisposableStack();
    isolation ??= isolate();
    const isolated = await isolation;
    if (isolated.length === 0) resources.use(await reserveDefaultPort());
    const folder = resources.use(await tempFolder());
    const env = await prepare(folder);
    const stopBroker = ["dev", "stop"];
    resources.defer(async () => void await runProcess(folder.file("bin/wah"), stopBroker, { env }));
    const tmux = resources.use(new Tmux());
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const command = [
      ...[...isolated, "env", "-i", ...variables],
      ...["bash", "--noprofile", "--norc", "-i"],
    ];
    const script = 'cd "$1" && shift && exec "$@"';
    const screen = await tmux.open({
      command: ["sh", "-c", script, "sh", folder.file("work"), ...command],
      ...size,
    });
    const session = new PageSession({ folder, tmux, screen, resources: resources.move() });
    await session.#statuses(1);
    return session;
  }

  /** Types the commands of a block; returns the differences from what the page promises. */
  async run(block: ShellBlock): Promise<string[]> {
    const problems: string[] = [];
    let shown = "";
    for (const command of block.commands) {
      const { status, output } = await this.#type(command);
      shown += `${output}\n`;
      if (status !== command.status) {
        problems.push(
          `${command.page}:${command.line}: ${command.text}\n` +
            `exited with ${status}, expected ${command.status}; it printed:\n${output}`,
        );
      }
    }
    const missing = firstMissing(block.output, shown);
    if (missing !== undefined) {
      problems.push(
        `${block.page}:${block.line}: the output has no line "${missing}"; it is:\n${shown}`,
      );
    }
    return problems;
  }

  async #type(command: DocCommand): Promise<{ status: number; output: string }> {
    const before = (await this.#readStatuses()).length;
    for (const line of command.text.split("\n")) {
      await this.#screen.type(line);
      await this.#screen.press("Enter");
    }
    let answered = 0;
    let isEnding = false;
    let output = "";
    const status = await poll(async () => {
      const done = (await this.#readStatuses())[before];
      const screen = await this.#screen.capture({ history: true });
      output = outputOf(command, before, screen);
      if (done !== undefined) return done;
      const questions = output.split("\n").filter((line) => question.test(line)).length;
      if (questions > answered) {
        answered = questions;
        await this.#screen.type("y");
        await this.#screen.press("Enter");
      } else if (!isEnding && command.endKey !== undefined && isReady(command, output, screen)) {
        isEnding = true;
        await this.#screen.press(command.endKey);
      }
      return undefined;
    }, () => `${command.page}:${command.line}: ${command.text}\ndid not end; it shows:\n${output}`);
    return { status, output };
  }

  async #statuses(count: number): Promise<void> {
    await poll(
      async () => (await this.#readStatuses()).length >= count ? true : undefined,
      () => "the shell has not started",
    );
  }

  async #readStatuses(): Promise<number[]> {
    const text = await Deno.readTextFile(this.#folder.file("statuses"));
    return text.split("\n").slice(0, -1).map(Number);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}

/** Creates the folders, the `wah` command and the environment of the shell. */
async function prepare(folder: TempFolder): Promise<Record<string, string>> {
  for (const name of ["home", "bin", "work"]) await Deno.mkdir(folder.file(name));
  await Deno.writeTextFile(folder.file("statuses"), "");
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(join(folder.file("work"), name), text);
  }
  const quoted = cliCommand([]).map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  await Deno.writeTextFile(folder.file("bin/wah"), `#!/bin/sh\nexec ${quoted} "$@"\n`, {
    mode: 0o755,
  });
  return {
    HOME: folder.file("home"),
    PATH: `${folder.file("bin")}:${Deno.env.get("PATH") ?? ""}`,
    TERM: "tmux-256color",
    LANG: "C.UTF-8",
    USER: "you",
    // The number in the prompt distinguishes the outputs of equal commands.
    PS1: `$(wc -l < ${folder.file("statuses")})${shellPrompt}`,
    PROMPT_COMMAND: `echo $? >> ${folder.file("statuses")}`,
    DENO_DIR: await denoFolder(),
    DENO_NO_UPDATE_CHECK: "1",
  };
}

/** Returns the package cache of this process, because the home of the shell has none. */
async function denoFolder(): Promise<string> {
  const { stdout } = await runProcess(Deno.execPath(), ["info", "--json"]);
  const { denoDir }: { denoDir: string } = JSON.parse(stdout);
  return denoDir;
}

/**
 * Whether a program is ready: a chat shows its prompt, any other has printed something. The full
 * screen hides what was typed before.
 */
function isReady({ text }: DocCommand, output: string, screen: string): boolean {
  const last = (/ --full\b/.test(text) ? screen : output).trimEnd().split("\n").at(-1) ?? "";
  const isChat = /^(\w+=\S+ )*wah chat\b/.test(text);
  return isChat ? inputPrompt.test(last) : output.trim() !== "";
}

/** Returns the screen below the command whose prompt has the number `count`. */
function outputOf({ text }: DocCommand, count: number, screen: string): string {
  const lines = text.split("\n");
  const start = screen.indexOf(`${count}${shellPrompt}${lines[0]!.trimEnd()}`);
  const last = screen.indexOf(lines.at(-1)!.trimEnd(), start);
  if (start < 0 || last < 0) return "";
  const end = screen.indexOf(`\n${count + 1}${shellPrompt.trimEnd()}`, last);
  return screen.slice(screen.indexOf("\n", last) + 1 || screen.length, end < 0 ? undefined : end);
}

/** Returns the first expected line that the output lacks, in order; `…` matches any text. */
function firstMissing(expected: readonly string[], output: string): string | undefined {
  const lines = output.split("\n").map((line) => line.trimEnd());
  let from = 0;
  for (const wanted of expected) {
    const parts = wanted.trimEnd().split("…").map((part) => RegExp.escape(part));
    const pattern = new RegExp(`^${parts.join(".*")}$`);
    const found = lines.findIndex((line, index) => index >= from && pattern.test(line));
    if (found < 0) return wanted;
    from = found + 1;
  }
  return undefined;
}
