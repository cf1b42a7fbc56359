import { runFlags } from "../../commands/_shared/permissions.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { bareEnvironment, offline, root, runOk } from "./_machine.ts";
import { doMainJob } from "./_main_job.ts";

Deno.test("deno bundle builds one file that runs without anything else, offline", async () => {
  await using folder = await tempFolder();
  for (const name of ["home", "elsewhere"]) Deno.mkdirSync(folder.file(name));
  const bundle = folder.file("wah.js");
  await runOk(Deno.execPath(), ["bundle", "-q", "--output", bundle, "main.ts"], { cwd: root });
  await doMainJob({
    command: [Deno.execPath(), "run", ...runFlags({ keepsData: true }), bundle],
    options: {
      cwd: folder.file("elsewhere"),
      env: offline(bareEnvironment(folder.file("home"))),
    },
  });
});
