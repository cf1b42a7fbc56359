/**
 * Writes the tasks that run wah into deno.json, and the line for `deno install` into
 * docs/install.md: `deno task tasks`. The permissions in both have one source,
 * `commands/_shared/permissions.ts`.
 */
import { fileURLToPath } from "node:url";
import { runFlags } from "../commands/_shared/permissions.ts";

const settingsFile = fileURLToPath(new URL("../deno.json", import.meta.url));
const installPage = fileURLToPath(new URL("../docs/install.md", import.meta.url));

/** The commands with a task, and whether each may write data; `wah` runs any command. */
const commands: Readonly<Record<string, boolean>> = {
  wah: true,
  chat: true,
  topic: true,
  consume: true,
  health: false,
  dev: true,
};

/**
 * The variables before `deno run`. A task runs in the folder of deno.json, so it passes the folder
 * of the user. Deno's check for a new version would use the network and print.
 */
const variables = 'WAH_INIT_CWD="$INIT_CWD" DENO_NO_UPDATE_CHECK=1';

/**
 * `deno task` itself caches the packages of deno.lock before it runs a line. Without
 * `--cached-only`, Deno requests each package from the registry again while the program runs.
 * Without `--quiet`, it erases the line of the cursor whenever it loads a module: a prompt, for
 * example.
 */
const run = "deno run --quiet --cached-only";

/** Returns the command lines of the tasks that run or compile wah, by name. */
export function wahTasks(): Record<string, string> {
  const lines = Object.entries(commands).map(([name, keepsData]) => {
    const argument = name === "wah" ? "" : ` ${name}`;
    const flags = runFlags({ keepsData }).join(" ");
    return [name, `${variables} ${run} ${flags} main.ts${argument}`];
  });
  const flags = runFlags({ keepsData: true }).join(" ");
  return {
    ...Object.fromEntries(lines),
    compile:
      `deno compile ${flags} --include commands --include lib --include proto --output wah main.ts`,
  };
}

/** Returns `settings`, the text of deno.json, with the correct tasks that run wah. */
export function withWahTasks(settings: string): string {
  return Object.entries(wahTasks()).reduce((text, [name, line]) => {
    const entry = new RegExp(`^( *"${name}": )"(?:[^"\\\\]|\\\\.)*"`, "m");
    if (!entry.test(text)) throw new Error(`Cannot find the task "${name}" in deno.json`);
    return text.replace(entry, (_, start: string) => start + JSON.stringify(line));
  }, settings);
}

/** Returns `page`, the text of docs/install.md, with the correct command line of `deno install`. */
export function withInstallLine(page: string): string {
  const start = "deno install -g --quiet --name wah --config deno.json ";
  const at = page.indexOf(start);
  const end = page.indexOf("\n", at);
  if (at < 0) throw new Error("Cannot find the command line of deno install in docs/install.md");
  // A shell would expand the star.
  const flags = runFlags({ keepsData: true }).map((flag) =>
    flag.includes("*") ? `'${flag}'` : flag
  );
  return `${page.slice(0, at)}${start}${flags.join(" ")} main.ts${page.slice(end)}`;
}

if (import.meta.main) {
  Deno.writeTextFileSync(settingsFile, withWahTasks(Deno.readTextFileSync(settingsFile)));
  Deno.writeTextFileSync(installPage, withInstallLine(Deno.readTextFileSync(installPage)));
}
