import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Settings of the user that would change the results of tests. */
const personal =
  /^(WAH|RPK|KAFKA)_|^(NO_COLOR|FORCE_COLOR|XDG_CONFIG_HOME|XDG_DATA_HOME|INIT_CWD)$/;

let state: string | undefined;

/**
 * Returns the command line that runs `wah ARGV…` from its source, with the permissions of the task
 * named by its first word, otherwise of the `wah` task.
 */
export function cliCommand(argv: readonly string[]): [string, ...string[]] {
  return [Deno.execPath(), "run", ...taskFlags(argv[0]), join(root, "main.ts"), ...argv];
}

/** Returns the environment for such a process: this one's without the variables of wah. */
export function cliEnvironment(): Record<string, string> {
  const environment = Object.entries(Deno.env.toObject()).filter(([name]) => !personal.test(name));
  return {
    ...Object.fromEntries(environment),
    XDG_CONFIG_HOME: join(root, "tests", "no-such-folder"),
    XDG_STATE_HOME: stateFolder(),
    WAH_EMBEDDED: "off",
  };
}

/** Where programs of this test file store data for their next run; removed after the file. */
function stateFolder(): string {
  if (state === undefined) {
    const folder = Deno.makeTempDirSync({ prefix: "wah-state-" });
    addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
    state = folder;
  }
  return state;
}

function taskFlags(name = "wah"): string[] {
  const { tasks }: { tasks: Record<string, string> } = JSON.parse(
    Deno.readTextFileSync(join(root, "deno.json")),
  );
  for (const line of [tasks[name], tasks["wah"]]) {
    const flags = /\bdeno run (.*?)\s*main\.ts\b/.exec(line ?? "")?.[1];
    if (flags !== undefined) return flags.split(/\s+/).filter((flag) => flag !== "");
  }
  throw new Error("Cannot find the flags of the wah task in deno.json");
}
