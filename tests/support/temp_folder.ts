import { join } from "node:path";

/** A temporary folder; disposing of it removes it with its content. */
export interface TempFolder extends AsyncDisposable {
  readonly path: string;
  /** Returns the path of a file in it. */
  file(name: string): string;
}

/** Creates an empty folder, which exists until it is disposed of. */
export async function tempFolder(): Promise<TempFolder> {
  const path = await Deno.makeTempDir({ prefix: "wah-test-" });
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}
