import assert from "node:assert/strict";
import { join } from "node:path";
import { version } from "../../commands/_shared/version.ts";
import { denoVersion } from "../../packaging/npm.ts";
import { spawnCli } from "../support/cli/cli.ts";
import { TestProcess } from "../support/cli/process.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { Tmux } from "../support/cli/tmux.ts";
import { doMainJob, runWah } from "./_main_job.ts";
import { buildPackage, type InstalledPackage, installPackage } from "./_package.ts";
import { root, runOk } from "./_machine.ts";

/** A closed port of this machine. */
const nowhere = "127.0.0.1:1";

/** Builds the package and installs it for one test. */
async function install(flags: readonly string[] = []): Promise<InstalledPackage> {
  await using folder = await tempFolder();
  return await installPackage(await buildPackage(folder), flags);
}

/** Starts a command of the package; its stdin stays open. */
function start(wah: InstalledPackage, argv: readonly string[]): TestProcess {
  return new TestProcess("wah", argv, wah.options);
}

/** Starts the broker of the package; disposing of it stops the launcher and its Deno process. */
async function startBroker(wah: InstalledPackage): Promise<{ address: string } & AsyncDisposable> {
  const process = start(wah, ["dev", "--memory", "--listen", "127.0.0.1:0"]);
  const [, address = ""] = /^ready (\S+)\n/.exec(await process.stdout.waitFor("\n")) ?? [];
  return {
    address,
    async [Symbol.asyncDispose](): Promise<void> {
      process.kill("SIGTERM");
      await process.result;
    },
  };
}

Deno.test("npm install -g installs a wah that works in any folder, offline", async () => {
  await using wah = await install();
  await doMainJob(wah);
});

Deno.test("npm install -g --ignore-scripts installs a wah that works", async () => {
  await using wah = await install(["--ignore-scripts"]);
  await doMainJob(wah);
});

Deno.test("the npm package contains the license and the README, and depends on Deno", async () => {
  await using folder = await tempFolder();
  const file = await buildPackage(folder);
  assert.equal(file, folder.file(`wah-${version}.tgz`));
  const { stdout } = await runOk("tar", ["tzf", file], {});
  const names = stdout.trim().split("\n").map((name) => name.replace("package/", ""));
  assert.deepEqual(names.filter((name) => !name.startsWith("lib/")).sort(), [
    "LICENSE",
    "README.md",
    "THIRD_PARTY_LICENSES",
    "bin/flags.json",
    "bin/wah.cjs",
    "man/wah.1",
    "package.json",
  ]);
  const manifest = await runOk("tar", ["xzOf", file, "package/package.json"], {});
  assert.deepEqual(JSON.parse(manifest.stdout).dependencies, { deno: denoVersion });
  const licenses = await runOk("tar", ["xzOf", file, "package/THIRD_PARTY_LICENSES"], {});
  assert.match(licenses.stdout, /^--- kafkajs 2\.2\.4\n\nThe MIT License/m);
  assert.doesNotMatch(licenses.stdout, /fast-check/);
});

Deno.test("the npm package forwards exit codes and the end of a pipe", async () => {
  await using wah = await install(["--ignore-scripts"]);
  const statusOf = async (line: string): Promise<number> =>
    (await runWah(wah, line.split(" "))).status;
  assert.equal(await statusOf("--version"), 0);
  assert.equal(await statusOf("topci"), 2);
  assert.equal(await statusOf(`health -b ${nowhere}`), 3);
  assert.equal((await runWah(wah, ["dev", "--", "sh", "-c", "exit 77"])).status, 77);
  const piped = 'wah --help | true; echo "${PIPESTATUS[0]}"';
  assert.equal((await runOk("bash", ["-c", piped], wah.options)).stdout, "0\n");
});

Deno.test("the npm package forwards signals, and exits as wah itself does", async () => {
  await using wah = await install(["--ignore-scripts"]);
  const argv = ["health", "--watch", "-b", nowhere];
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR2"] as const) {
    await using direct = spawnCli(argv);
    await using packaged = start(wah, argv);
    for (const process of [direct, packaged]) {
      await process.stderr.waitFor("connection refused");
      process.kill(signal);
    }
    const [expected, found] = await Promise.all([direct.result, packaged.result]);
    assert.equal(found.status, expected.status, signal);
    assert.equal(found.signal, expected.signal, signal);
    assert.equal(found.stderr, expected.stderr, signal);
  }
});

Deno.test("the npm package leaves no process behind if it receives SIGTERM", async () => {
  await using wah = await install(["--ignore-scripts"]);
  const { address, ...broker } = await startBroker(wah);
  await broker[Symbol.asyncDispose]();
  const [hostname = "", port] = address.split(":");
  const connecting = Deno.connect({ hostname, port: Number(port) });
  await assert.rejects(connecting, Deno.errors.ConnectionRefused);
});

Deno.test("the npm package chats on a terminal, and restores it", async () => {
  await using wah = await install(["--ignore-scripts"]);
  await using broker = await startBroker(wah);
  await using tmux = new Tmux();
  const script = `wah chat -u bob -b ${broker.address}; echo "chat $?"; ` +
    `wah health --watch -b ${nowhere}; echo "watch $?"; ` +
    `wah dev --memory --listen localhost:0; stty -a | grep -o -w -e -*icanon`;
  const screen = await tmux.open({ command: ["bash", "-c", script], env: wah.env });
  await screen.waitFor("/help lists commands");
  await screen.type("salut");
  await screen.press("Enter");
  await screen.waitFor(/bob: salut|bob.*salut/);
  await screen.press("C-c");
  await screen.waitFor("connection refused");
  await screen.press("C-c");
  await screen.waitFor(/^ready /m);
  await screen.press("C-c");
  const shown = await screen.waitFor("icanon");
  assert.match(shown, /^chat (0|130)$/m);
  assert.match(shown, /watch 130$/m);
  // One Ctrl-C is one interrupt, so the broker stops cleanly.
  assert.match(shown, / Stopped$/m);
  assert.match(shown, /^icanon$/m);
});

Deno.test("the npm package reports a missing Deno binary for this system", async () => {
  await using wah = await install(["--ignore-scripts"]);
  await Deno.remove(join(wah.folder, "node_modules", "@deno"), { recursive: true });
  const { status, stdout, stderr } = await runWah(wah, ["--version"]);
  assert.deepEqual([status, stdout], [1, ""]);
  assert.match(stderr, /^error: Cannot start wah: the package @deno\/\S+ is not installed\nhint: /);
});

Deno.test("the npm package depends on the Deno that the tests run with", () => {
  assert.equal(denoVersion, Deno.version.deno);
  const gate = Deno.readTextFileSync(join(root, ".ci", "run"));
  assert.match(gate, new RegExp(`^deno_version=${denoVersion.replaceAll(".", "\\.")}$`, "m"));
});
