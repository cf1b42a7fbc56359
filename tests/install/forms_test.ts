import assert from "node:assert/strict";
import { dirname } from "node:path";
import { version } from "../../commands/_shared/version.ts";
import { runFlags } from "../../commands/_shared/permissions.ts";
import { denoVersion } from "../../packaging/npm.ts";
import { startEmbeddedBroker } from "../support/brokers/embedded_broker.ts";
import type { ProcessResult } from "../support/cli/process.ts";
import { type TempFolder, tempFolder } from "../support/temp_folder.ts";
import { doMainJob } from "./_main_job.ts";
import { bareEnvironment, offline, root, runOk } from "./_machine.ts";

const page = Deno.readTextFileSync(`${root}docs/install.md`);

/** Returns the command line of docs/install.md that begins with `start`. */
function documented(start: string): string {
  const line = page.split("\n").find((text) => text.startsWith(start));
  assert.ok(line !== undefined, `docs/install.md has no line that begins with ${start}`);
  return line;
}

interface Machine extends AsyncDisposable {
  readonly folder: TempFolder;
  /** An empty folder. */
  readonly elsewhere: string;
  readonly env: Record<string, string>;
}

/** A machine with Deno and a home that contains only the checkout, as `~/wah`. */
async function machine(): Promise<Machine> {
  const folder = await tempFolder();
  for (const name of ["home", "elsewhere"]) Deno.mkdirSync(folder.file(name));
  Deno.symlinkSync(root, folder.file("home/wah"));
  const bare = bareEnvironment(folder.file("home"));
  const path = `${folder.file("home/.deno/bin")}:${dirname(Deno.execPath())}:${bare["PATH"]}`;
  return {
    folder,
    elsewhere: folder.file("elsewhere"),
    env: { ...bare, PATH: path },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

Deno.test("docs/install.md names the version of the package", () => {
  assert.ok(page.includes(`npm install -g ./wah-${version}.tgz`));
});

Deno.test("the documented deno install gets the permissions of the tasks", async () => {
  await using here = await machine();
  const line = documented("deno install -g ");
  const words = line.replaceAll("'", "").split(" ");
  for (const flag of runFlags({ keepsData: true })) assert.ok(words.includes(flag), flag);
  for (const step of [documented("deno install "), line]) {
    await runOk("sh", ["-c", step], { cwd: root, env: here.env });
  }
  await doMainJob({
    command: ["wah"],
    options: { cwd: here.elsewhere, env: offline(here.env) },
  });
});

Deno.test("the documented alias runs wah in the folder where the user is", async () => {
  await using here = await machine();
  const script = `shopt -s expand_aliases\n${documented("alias ")}\nwah dev -- pwd\n`;
  const { stdout, stderr } = await runOk("bash", ["-c", script], {
    cwd: here.elsewhere,
    env: here.env,
  });
  assert.equal(stdout, `${here.elsewhere}\n`, stderr);
});

Deno.test("a task of a checkout, as documented, runs from another folder", async () => {
  await using here = await machine();
  const line = documented("deno task --config ").replace("npm test", "pwd");
  const deno = await runOk("sh", ["-c", line], { cwd: here.elsewhere, env: here.env });
  assert.equal(deno.stdout, `${here.elsewhere}\n`);
  assert.match(deno.stderr, /Task.*wah.* deno run .*main\.ts/);
  const npx = line.replace("deno task", `npx -y deno@${denoVersion} task -q`);
  const { stdout, stderr } = await runOk("sh", ["-c", npx], { cwd: here.elsewhere, env: here.env });
  assert.deepEqual([stdout, stderr.includes("deno run")], [`${here.elsewhere}\n`, false]);
});

Deno.test("wah chats in an environment with only PATH, and reports its user name", async () => {
  await using here = await machine();
  await using broker = await startEmbeddedBroker();
  const { stdout: info } = await runOk(Deno.execPath(), ["info", "--json"], {});
  // This uses the package cache of these tests, because a registry may be unreachable without the
  // variables of this machine.
  const cache = `DENO_DIR=${JSON.parse(info).denoDir}`;
  const run = (line: string): Promise<ProcessResult> => {
    const task = `deno task -q --config "${root}deno.json" ${line}`;
    const bare = ["-i", `PATH=${here.env["PATH"]}`, cache, "sh", "-c", task];
    return runOk("env", bare, { cwd: here.elsewhere });
  };
  const { stderr } = await run(`chat send hello -b ${broker.brokers}`);
  const name = /^No user name is set, so your name is "(.+)", after this host/.exec(stderr)?.[1];
  assert.ok(name !== undefined, stderr);
  const { stdout } = await run(`chat log -b ${broker.brokers}`);
  assert.ok(stdout.endsWith(` ${name}: hello\n`), stdout);
  const { stdout: status } = await run("dev status -o jsonl || true");
  assert.match(status, /\.local\/share\/wah"/);
});
