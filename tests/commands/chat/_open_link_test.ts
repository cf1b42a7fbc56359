import assert from "node:assert/strict";
import { join } from "node:path";
import { openLink } from "../../../commands/chat/_open_link.ts";
import { FailedError } from "../../../lib/errors.ts";
import type { Machine } from "../../../lib/context.ts";
import { tempFolder } from "../../support/temp_folder.ts";

const machine: Machine = { os: "linux", hostName: () => "host", homeFolder: () => undefined };

/** Runs `work` while only one folder is searched for programs. */
async function withPath(folder: string, work: () => Promise<void>): Promise<void> {
  const path = Deno.env.get("PATH")!;
  Deno.env.set("PATH", folder);
  try {
    await work();
  } finally {
    Deno.env.set("PATH", path);
  }
}

Deno.test({
  name: "openLink() passes the link to the program as one argument, and reports its failure",
  ignore: Deno.build.os === "windows",
  async fn(): Promise<void> {
    await using folder = await tempFolder();
    const program = join(folder.path, "xdg-open");
    const seen = join(folder.path, "seen");
    await Deno.writeTextFile(program, `#!/bin/sh\necho "$#:$1" > ${seen}\n`, { mode: 0o700 });
    const url = "https://example.com/?a=$(b)&c='d'";
    await withPath(folder.path, () => openLink(url, machine));
    assert.equal(await Deno.readTextFile(seen), `1:${url}\n`);
    await Deno.writeTextFile(program, "#!/bin/sh\nexit 3\n");
    await assert.rejects(
      withPath(folder.path, () => openLink(url, machine)),
      (error) => error instanceof FailedError && /xdg-open exited with 3/.test(error.message),
    );
  },
});

Deno.test({
  name: "openLink() reports that there is no program for links",
  ignore: Deno.build.os === "windows",
  async fn(): Promise<void> {
    await using folder = await tempFolder();
    await assert.rejects(
      withPath(folder.path, () => openLink("https://example.com/", machine)),
      /Cannot open https:\/\/example\.com\/: there is no program xdg-open on this machine/,
    );
  },
});
