import { join } from "node:path";

/** A folder of a test's own, removed with all that is in it. */
export interface TempFolder extends AsyncDisposable {
  readonly path: string;
  /** The path of something in it. */
  file(name: string): string;
}

/** Makes an empty folder that lasts until it is disposed of. */
export async function tempFolder(): Promise<TempFolder> {
  const path = await Deno.makeTempDir({ prefix: "wah-test-" });
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}
