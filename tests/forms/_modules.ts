import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../install/_machine.ts";
import { tempFolder } from "../support/temp_folder.ts";
import type { Form } from "./_forms.ts";

/** The modules that a command loaded. */
export interface LoadedModules {
  /** Modules of wah and of npm packages whose code ran: `lib/…` and `npm/NAME/VERSION/…`. */
  readonly own: ReadonlySet<string>;
  /** Modules of Deno that implement Node's built-in ones. */
  readonly builtIn: ReadonlySet<string>;
}

/** One file of the coverage that V8 reports; only the fields used here. */
interface Coverage {
  readonly url: string;
  readonly functions: readonly {
    readonly functionName: string;
    readonly ranges: readonly { readonly count: number }[];
  }[];
}

/** The comment with which the bundler names the module of the next lines. */
const moduleComment = /^\/\/ (\S+\.(?:ts|js|mjs|cjs))$/gm;

/** The log line for a module that Deno loads into V8. */
const logged = /code cache (?:hit|miss) for ES module: (ext:deno_node\/[^,\s]+)/g;

/** Runs a line in a form, and returns what it loaded. */
export async function loadedModules(form: Form, line: string): Promise<LoadedModules> {
  await using folder = await tempFolder();
  const { stderr } = await form.run(line, {
    DENO_COVERAGE_DIR: folder.path,
    DENO_LOG: "deno::module_loader=debug",
  });
  const files = [...Deno.readDirSync(folder.path)].map(({ name }): Coverage =>
    JSON.parse(Deno.readTextFileSync(join(folder.path, name)))
  ).filter(({ url }) => url.startsWith("file:"));
  return {
    own: new Set(files.flatMap(form.name === "task" ? sourceModule : bundledModules)),
    builtIn: new Set([...stderr.matchAll(logged)].map(([, name]) => name!)),
  };
}

function sourceModule({ url }: Coverage): string[] {
  return [moduleName(fileURLToPath(url))];
}

/**
 * Returns the modules in a bundled file whose code ran. The bundler puts a module that may not run
 * into a function named after it.
 */
function bundledModules({ url, functions }: Coverage): string[] {
  const idle = new Set(
    functions.filter(({ ranges }) => ranges[0]?.count === 0).map(({ functionName }) =>
      functionName
    ),
  );
  const text = Deno.readTextFileSync(fileURLToPath(url));
  const modules = [...text.matchAll(moduleComment)].map(([, path]) => path!);
  return modules.filter((path) => !idle.has(path)).map((path) => moduleName(join(root, path)));
}

/** Returns a name that does not depend on the folders of the checkout and Deno's cache. */
function moduleName(path: string): string {
  return path.startsWith(root)
    ? path.slice(root.length)
    : path.replace(/^.*\/npm\/[^/]+\//, "npm/");
}
