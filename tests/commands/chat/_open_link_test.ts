import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tempFolder } from "../../support/temp_folder.ts";

const program = fileURLToPath(new URL("_open_link_program.ts", import.meta.url));

/**
 * Opens a link in another process, which searches one folder for programs; returns the message of
 * its error. All tests share the environment of this process.
 */
async function open(url: string, folder: string): Promise<string> {
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--allow-run", program, url],
    env: { PATH: folder },
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  assert.ok(success, text.decode(stderr));
  return text.decode(stdout);
}

Deno.test({
  name: "openLink() passes the link to the program as one argument, and reports its failure",
  ignore: Deno.build.os === "windows",
  async fn(): Promise<void> {
    await using folder = await tempFolder();
    const opener = join(folder.path, "xdg-open");
    const seen = join(folder.path, "seen");
    await Deno.writeTextFile(opener, `#!/bin/sh\necho "$#:$1" > ${seen}\n`, { mode: 0o700 });
    const url = "https://example.com/?a=$(b)&c='d'";
    assert.equal(await open(url, folder.path), "");
    assert.equal(await Deno.readTextFile(seen), `1:${url}\n`);
    await Deno.writeTextFile(opener, "#!/bin/sh\nexit 3\n");
    assert.equal(await open(url, folder.path), `Cannot open ${url}: xdg-open exited with 3`);
  },
});

Deno.test({
  name: "openLink() reports that there is no program for links",
  ignore: Deno.build.os === "windows",
  async fn(): Promise<void> {
    await using folder = await tempFolder();
    assert.equal(
      await open("https://example.com/", folder.path),
      "Cannot open https://example.com/: there is no program xdg-open on this machine",
    );
  },
});
