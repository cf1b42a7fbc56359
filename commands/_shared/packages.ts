/**
 * Names every npm package that wah imports. Deno finds them when it reads this module, and caches
 * them before the first line runs. If only a later command named a package, Deno would ask the
 * registry then and paint its progress over that command's output.
 *
 * Nothing calls this function: the packages load when they are needed.
 */
export function packages(): readonly Promise<unknown>[] {
  return [
    import("@marcbachmann/cel-js"),
    import("@bomb.sh/tab"),
    import("@modelcontextprotocol/sdk/server/mcp.js"),
    import("@modelcontextprotocol/sdk/shared/stdio.js"),
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
