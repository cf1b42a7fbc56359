/** Updates the generated parts of docs/: `deno task docs`. */
import { registry } from "../lib/broker/apis/registry.ts";
import { apiTable, withApiTable } from "./api_table.ts";

const page = new URL("../docs/broker.md", import.meta.url);
await Deno.writeTextFile(page, withApiTable(await Deno.readTextFile(page), apiTable(registry)));
