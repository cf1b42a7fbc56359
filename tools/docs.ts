/** Updates the generated parts of docs/ and the man page: `deno task docs`. */
import { registry } from "../lib/broker/apis/registry.ts";
import { helpDocument } from "../commands/help/_help_json.ts";
import { helpPages } from "../commands/help/_pages.ts";
import { program } from "../commands/program.ts";
import { settingTable } from "../lib/settings/setting_table.ts";
import { apiTable, withApiTable } from "./api_table.ts";
import { manPage } from "./man_page.ts";
import { settingsTable, withSettingsTable } from "./settings_table.ts";

async function update(name: string, change: (page: string) => string): Promise<void> {
  const path = new URL(`../docs/${name}`, import.meta.url);
  await Deno.writeTextFile(path, change(await Deno.readTextFile(path)));
}

await update("broker.md", (page) => withApiTable(page, apiTable(registry)));
await update("settings.md", (page) => withSettingsTable(page, settingsTable(settingTable)));

const manual = new URL("../packaging/wah.1", import.meta.url);
await Deno.writeTextFile(manual, manPage(await helpDocument(program, "wah"), helpPages));
