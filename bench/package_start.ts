/**
 * Measures the time that the launcher of the npm package adds to a start of wah, compared with
 * `node -e 0`. Prints medians of alternating runs.
 *
 * deno run --allow-all bench/package_start.ts [RUNS]
 */
import { join } from "node:path";
import { buildPackage, installPackage } from "../tests/install/_package.ts";
import { tempFolder } from "../tests/support/temp_folder.ts";
import { median } from "./median.ts";

const runs = Number(Deno.args[0] ?? 21);
await using folder = await tempFolder();
await using wah = await installPackage(await buildPackage(folder));
const flags: string[] = JSON.parse(Deno.readTextFileSync(join(wah.folder, "bin", "flags.json")));
const main = join(wah.folder, "lib", "main.js");

const commands: Readonly<Record<string, readonly [string, ...string[]]>> = {
  "node -e 0": ["node", "-e", "0"],
  "Deno alone": [Deno.execPath(), "run", ...flags, main, "--version"],
  "wah of the package": ["wah", "--version"],
};
const taken = new Map(Object.keys(commands).map((name) => [name, [] as number[]]));

for (let run = -1; run < runs; run++) {
  for (const [name, [program, ...args]] of Object.entries(commands)) {
    const start = performance.now();
    const options = { args, env: wah.env, clearEnv: true };
    await new Deno.Command(program, { ...options, stdout: "null", stderr: "null" }).output();
    // The first run fills caches.
    if (run >= 0) taken.get(name)!.push(performance.now() - start);
  }
}

const middle = new Map([...taken].map(([name, times]) => [name, median(times)]));
for (const [name, ms] of middle) {
  // deno-lint-ignore no-console -- a measurement prints its result
  console.log(`${name.padEnd(24)} ${ms.toFixed(1)} ms`);
}
const added = middle.get("wah of the package")! - middle.get("Deno alone")!;
// deno-lint-ignore no-console -- a measurement prints its result
console.log(`launcher / node -e 0     ${(added / middle.get("node -e 0")!).toFixed(2)}`);
