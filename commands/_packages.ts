/**
 * Names every npm package that wah imports, so that Deno finds them all when it reads this module
 * and caches them before the first line runs. A package that only a later command names would make
 * Deno ask the registry then, and paint its progress over that command's output.
 *
 * Nothing calls this function: the packages load when they are needed.
 */
export function packages(): readonly Promise<unknown>[] {
  return [
    import("@commander-js/extra-typings"),
    import("@platformatic/wasm-utils/bundled"),
    import("fastest-levenshtein"),
    import("kafkajs"),
    import("protobufjs"),
    import("string-width"),
  ];
}
