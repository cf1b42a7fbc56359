import assert from "node:assert/strict";
import { settingTable } from "../../lib/settings/setting_table.ts";
import { settingsTable, withSettingsTable } from "../../tools/settings_table.ts";

const page = await Deno.readTextFile(new URL("../../docs/settings.md", import.meta.url));

Deno.test("docs/settings.md lists the settings of the table", () => {
  assert.equal(page, withSettingsTable(page, settingsTable(settingTable)), "Run deno task docs");
});

Deno.test("settingsTable() names the flag, the variables and the choices of a setting", () => {
  const table = settingsTable({
    "tls.ca": {
      kind: "file",
      part: "cluster",
      meaning: "a file",
      flag: "tlsCa",
      variables: ["WAH_TLS_CA"],
    },
    "color": {
      kind: "choice",
      part: "look",
      meaning: "color",
      choices: ["red", "blue"],
      inProject: true,
    },
  });
  assert.equal(
    table,
    "| key      | meaning          | flag, variables          | `wah.toml` |\n" +
      "| -------- | ---------------- | ------------------------ | ---------- |\n" +
      "| `tls.ca` | a file           | `--tls-ca`, `WAH_TLS_CA` |            |\n" +
      "| `color`  | color: red, blue |                          | yes        |",
  );
});

Deno.test("withSettingsTable() rejects a page without the comments around the table", () => {
  assert.throws(() => withSettingsTable("# A page\n", "| a |"), /The page needs/);
});
