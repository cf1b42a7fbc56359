/** Updates the generated parts of docs/ and the man page: `deno task docs`. */
import { registry } from "../lib/broker/apis/registry.ts";
import { helpPages } from "../commands/help/_pages.ts";
import { helpDocument } from "../commands/help/_help_json.ts";
import { program } from "../commands/program.ts";
import { apiTable, withApiTable } from "./api_table.ts";
import { manPage } from "./man_page.ts";

const page = new URL("../docs/broker.md", import.meta.url);
await Deno.writeTextFile(page, withApiTable(await Deno.readTextFile(page), apiTable(registry)));

const manual = new URL("../packaging/wah.1", import.meta.url);
await Deno.writeTextFile(manual, manPage(await helpDocument(program, "wah"), helpPages));
