import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withInstallLine, withWahTasks } from "../packaging/tasks.ts";
import { cliEnvironment } from "./support/cli/cli_process.ts";
import { runProcess } from "./support/cli/process.ts";
import { type TempFolder, tempFolder } from "./support/temp_folder.ts";

const settingsFile = fileURLToPath(new URL("../deno.json", import.meta.url));
const settings = Deno.readTextFileSync(settingsFile);
const { tasks }: { tasks: Record<string, string> } = JSON.parse(settings);

Deno.test("deno.json has the tasks that deno task tasks writes", () => {
  assert.equal(settings, withWahTasks(settings), "Run deno task tasks");
});

Deno.test("docs/install.md has the flags that deno task tasks writes", () => {
  const page = Deno.readTextFileSync(join(settingsFile, "../docs/install.md"));
  assert.equal(page, withInstallLine(page), "Run deno task tasks");
  assert.equal(withInstallLine(page.replaceAll("--no-prompt", "--prompt")), page);
});

Deno.test("withWahTasks() corrects the permissions of a task", () => {
  const edited = settings.replaceAll("--allow-env=WAH_*", "--allow-env=OLD_*");
  assert.notEqual(edited, settings);
  assert.equal(withWahTasks(edited), settings);
});

Deno.test("withWahTasks() rejects settings without one of the tasks", () => {
  assert.throws(() => withWahTasks(settings.replace('"chat"', '"talk"')), {
    message: 'Cannot find the task "chat" in deno.json',
  });
});

Deno.test("no task lets Deno erase a prompt when it loads a module", () => {
  const lines = Object.values(tasks).filter((line) => / main\.ts( |$)/.test(line));
  const running = lines.filter((line) => !line.startsWith("deno compile"));
  assert.ok(running.length >= 6);
  for (const line of running) assert.match(line, / deno run --quiet /);
});

Deno.test("deno task health cannot write files, and reads only the home folder's name", () => {
  assert.match(tasks["wah"]!, / --allow-write --allow-run /);
  assert.doesNotMatch(tasks["health"]!, /--allow-(write|all)|hostname/);
  assert.match(tasks["health"]!, / --allow-sys=homedir /);
});

Deno.test("deno task compile includes the modules that no literal import names", () => {
  assert.match(
    tasks["compile"]!,
    / --include commands --include lib --include proto --output wah main\.ts$/,
  );
});

/** Creates a folder with two projects: `one`, which has tasks, and `other`. */
async function projects(): Promise<TempFolder> {
  const folder = await tempFolder();
  for (const name of ["one", "other"]) Deno.mkdirSync(folder.file(name));
  const wah = `deno task -q --config "${settingsFile}" dev`;
  const nested = `${wah} -- pwd`;
  Deno.writeTextFileSync(folder.file("one/deno.json"), JSON.stringify({ tasks: { nested } }));
  return folder;
}

/** Runs a task from `cwd`; returns its lines on stdout. */
async function runTask(words: readonly string[], cwd: string): Promise<string[]> {
  const { status, stdout, stderr } = await runProcess(Deno.execPath(), ["task", "-q", ...words], {
    cwd,
    env: cliEnvironment(),
  });
  assert.equal(status, 0, stderr);
  return stdout.trimEnd().split("\n");
}

Deno.test("deno task dev runs a program in the folder where the user is", async () => {
  await using folder = await projects();
  const words = ["--config", settingsFile, "dev", "--", "pwd"];
  assert.deepEqual(await runTask(words, folder.file("other")), [folder.file("other")]);
});

Deno.test("a program that wah runs does not inherit the folder of its task", async () => {
  await using folder = await projects();
  const script = 'cd other && echo "${INIT_CWD-unset} ${WAH_INIT_CWD-unset}" && ' +
    `exec "$0" task -q --config "${settingsFile}" dev -- pwd`;
  const words = ["--config", settingsFile, "dev", "--", "sh", "-c", script, Deno.execPath()];
  assert.deepEqual(await runTask(words, folder.path), ["unset unset", folder.file("other")]);
});

Deno.test("a task that runs a task of wah runs it where the user is", async () => {
  await using folder = await projects();
  const words = ["--config", folder.file("one/deno.json"), "nested"];
  assert.deepEqual(await runTask(words, folder.file("other")), [folder.file("other")]);
});

Deno.test("deno task dev finds a relative --data from where the user is", async () => {
  await using folder = await projects();
  const words = ["--config", settingsFile, "dev", "--data", "here", "--", "true"];
  await runTask(words, folder.file("other"));
  const names = [...Deno.readDirSync(folder.file("other/here"))].map(({ name }) => name);
  assert.ok(names.includes("broker.db"), names.join(" "));
});

Deno.test("deno task wah finds a relative certificate from where the user is", async () => {
  await using folder = await projects();
  Deno.writeTextFileSync(folder.file("other/ca.pem"), "no certificate");
  const run = (cwd: string): Promise<{ readonly stderr: string }> =>
    runProcess(Deno.execPath(), ["task", "-q", "--config", settingsFile, "wah", "health"], {
      cwd,
      env: { ...cliEnvironment(), WAH_BROKERS: "127.0.0.1:1", WAH_TLS_CA: "ca.pem" },
    });
  assert.doesNotMatch((await run(folder.file("other"))).stderr, /Cannot read the CA certificates/);
  assert.match(
    (await run(folder.file("one"))).stderr,
    /Cannot read the CA certificates in "ca\.pem": no such file \(WAH_TLS_CA\)/,
  );
});

Deno.test("main.ts reports that the folder of its task no longer exists", async () => {
  await using folder = await tempFolder();
  const main = join(settingsFile, "../main.ts");
  const { status, stdout, stderr } = await runProcess(
    Deno.execPath(),
    ["run", "--no-prompt", "--allow-read", "--allow-env", main, "--help"],
    { env: { ...cliEnvironment(), WAH_INIT_CWD: folder.file("gone") } },
  );
  assert.deepEqual([status, stdout], [1, ""]);
  assert.match(stderr, /^error: Cannot run in the folder "[^"]+gone": No such file [^\n]+\n$/);
});
