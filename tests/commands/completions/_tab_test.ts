import assert from "node:assert/strict";
import { join } from "node:path";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { runCli } from "../../support/cli/cli.ts";
import { cliCommand, cliEnvironment } from "../../support/cli/cli_process.ts";
import { shells } from "../../support/cli/shells.ts";
import { type Screen, Tmux } from "../../support/cli/tmux.ts";
import { tempFolder } from "../../support/temp_folder.ts";

const { brokers } = broker();

/** Writes a program `wah` that runs this source; returns the folder for PATH. */
function installWah(folder: string): void {
  const words = cliCommand([]).map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  Deno.writeTextFileSync(join(folder, "wah"), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
}

/** Starts a shell whose completion script is loaded. */
async function openShell(tmux: Tmux, name: string, folder: string): Promise<Screen> {
  installWah(folder);
  const { argv, setUp } = shells[name]!;
  const screen = await tmux.open({
    command: argv,
    env: {
      ...cliEnvironment(),
      TERM: "tmux-256color",
      WAH_BROKERS: brokers,
      // A machine under load may need longer than a person would wait.
      WAH_COMPLETION_TIMEOUT_MS: "9999999",
      XDG_STATE_HOME: folder,
      HISTFILE: "",
      PATH: `${folder}:${Deno.env.get("PATH")}`,
      PS1: "ready> ",
    },
  });
  await screen.type(`${setUp}; echo load''ed`);
  await screen.press("Enter");
  assert.doesNotMatch(await screen.waitFor(/^loaded/m), /error/);
  return screen;
}

for (const name of Object.keys(shells)) {
  Deno.test(`the script for ${name} completes commands, flags, values and live names`, async () => {
    await using folder = await tempFolder();
    const topic = uniqueTopic(`completed-${name}`);
    await runCli(["topic", "create", topic], { brokers });
    const file = folder.file("values");
    await Deno.writeTextFile(file, "");
    await using tmux = new Tmux();
    const screen = await openShell(tmux, name, folder.path);
    const cases: readonly (readonly [typed: string, wanted: string])[] = [
      ["wah comple", "wah completions"],
      ["wah topic descr", "wah topic describe"],
      ["wah topic create --dry", "wah topic create --dry-run"],
      ["wah topic list -o ya", "wah topic list -o yaml"],
      ["wah topic list --output=ya", "wah topic list --output=yaml"],
      [`wah produce t --from ${file.slice(0, -2)}`, `wah produce t --from ${file}`],
      [`wah produce t --from=${file.slice(0, -2)}`, `wah produce t --from=${file}`],
      [`wah consume completed-${name}`, `wah consume ${topic}`],
    ];
    for (const [typed, wanted] of cases) {
      await screen.press("C-u");
      await screen.type(typed);
      await screen.press("Tab");
      await screen.waitFor(`ready> ${wanted}`);
    }
  });

  Deno.test(`the script for ${name} does not run what stands on the line`, async () => {
    await using folder = await tempFolder();
    await using tmux = new Tmux();
    const screen = await openShell(tmux, name, folder.path);
    const kept = join(folder.path, "kept");
    Deno.writeTextFileSync(kept, "text");
    const made = join(folder.path, "made");
    // Without blanks, because the script for zsh splits words at them.
    for (const end of ["--comp", `--compression=$(>${made})=`, `--from=$(>${made})=`]) {
      await screen.type(`wah produce "$(touch ${made})" > ${kept} ${end}`);
      await screen.press("Tab");
      await screen.type("x");
      await screen.press("C-u");
    }
    await screen.type("echo do''ne");
    await screen.press("Enter");
    await screen.waitFor(/^done/m);
    assert.equal(Deno.readTextFileSync(kept), "text");
    assert.throws(() => Deno.statSync(made), Deno.errors.NotFound);
  });
}
