import assert from "node:assert/strict";
import { bundledLicenses } from "../../packaging/licenses.ts";
import { tempFolder } from "../support/temp_folder.ts";

Deno.test("bundledLicenses() collects licenses, including those of dependencies", async () => {
  await using folder = await tempFolder();
  const add = (name: string, files: Record<string, string>): string => {
    Deno.mkdirSync(folder.file(name));
    for (const [file, text] of Object.entries(files)) {
      Deno.writeTextFileSync(folder.file(`${name}/${file}`), text);
    }
    return folder.file(name);
  };
  const license = { name: "b", license: "MIT", author: "Bea" };
  const npmPackages = {
    "a@1.0.0": {
      name: "a",
      version: "1.0.0",
      dependencies: ["b@2.0.0"],
      localPath: add("a", { "LICENSE.md": "Do what you like.\n" }),
    },
    "b@2.0.0": {
      name: "b",
      version: "2.0.0",
      dependencies: [],
      localPath: add("b", { "package.json": JSON.stringify(license) }),
    },
    "unused@3.0.0": { name: "unused", version: "3.0.0", dependencies: [], localPath: "" },
  };
  assert.equal(
    bundledLicenses({ modules: [{}, { npmPackage: "a@1.0.0" }], npmPackages }),
    "wah contains these packages.\n\n--- a 1.0.0\n\nDo what you like.\n\n" +
      "--- b 2.0.0\n\nLicense: MIT\nAuthor: Bea\n",
  );
  add("c", { "package.json": '{"name":"c"}' });
  const c = { name: "c", version: "1.0.0", dependencies: [], localPath: folder.file("c") };
  assert.throws(
    () => bundledLicenses({ modules: [{ npmPackage: "c" }], npmPackages: { c } }),
    { message: "Cannot find the license of c" },
  );
});
