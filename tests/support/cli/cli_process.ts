import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Settings of the person at the keyboard that would change what a test sees. */
const personal =
  /^(WAH|RPK|KAFKA)_|^(NO_COLOR|FORCE_COLOR|XDG_CONFIG_HOME|XDG_DATA_HOME|INIT_CWD)$/;

let state: string | undefined;

/**
 * The command line that runs `wah ARGV…` from its source, permitted what the task of its first word
 * is, or where there is no such task, the `wah` task.
 */
export function cliCommand(argv: readonly string[]): [string, ...string[]] {
  return [Deno.execPath(), "run", ...taskFlags(argv[0]), join(root, "main.ts"), ...argv];
}

/** The environment for such a process: this one's, without anything that is about wah. */
export function cliEnvironment(): Record<string, string> {
  const environment = Object.entries(Deno.env.toObject()).filter(([name]) => !personal.test(name));
  return {
    ...Object.fromEntries(environment),
    XDG_CONFIG_HOME: join(root, "tests", "no-such-folder"),
    XDG_STATE_HOME: stateFolder(),
    WAH_EMBEDDED: "off",
  };
}

/** What programs of this test file keep of one run for the next; gone when the file is done. */
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
