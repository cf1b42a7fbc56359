import { valueFlag } from "../_shared/parser/flag.ts";

/** `--registry` of every command on schemas. */
export const registryFlag = valueFlag("address of the schema registry (default: registry.url)", {
  placeholder: "URL",
});
