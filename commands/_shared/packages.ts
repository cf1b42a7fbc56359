/**
 * Names every npm package that wah imports, for the licenses in the npm package and for
 * `deno compile`, which includes the packages of literal imports only; those of other files are not
 * literal.
 *
 * Nothing imports this module. Deno would resolve every package at each start, which costs a third
 * of an empty program. `deno task` and `deno install` cache the packages that deno.json names.
 */
export function packages(): readonly Promise<unknown>[] {
  return [
    import("@cfworker/json-schema"),
    import("@marcbachmann/cel-js"),
    import("@bomb.sh/tab"),
    import("@modelcontextprotocol/sdk/server/mcp.js"),
    import("@modelcontextprotocol/sdk/shared/stdio.js"),
    import("@msgpack/msgpack"),
    import("@platformatic/wasm-utils/bundled"),
    import("fastest-levenshtein"),
    import("get-east-asian-width"),
    import("kafkajs"),
    import("node-forge"),
    import("protobufjs"),
    import("re2js"),
    import("smol-toml"),
    import("yaml"),
    import("zod"),
  ];
}
