/**
 * Measures how long `wah dev` takes until it is ready, its idle memory, and how long the first
 * command takes on a machine without and with a running broker. Needs port 9092 and Linux.
 *
 * deno run -A bench/dev_start.ts [RUNS]
 */
import { cliCommand } from "../tests/support/cli/cli_process.ts";
import { median } from "./median.ts";

const runs = Number(Deno.args[0] ?? 15);
const taken = new Map<string, number[]>();

function note(what: string, value: number): void {
  const values = taken.get(what) ?? [];
  taken.set(what, [...values, value]);
}

function command(argv: readonly string[], home: string): Deno.Command {
  const [program, ...args] = cliCommand(argv);
  return new Deno.Command(program, {
    args,
    env: { XDG_DATA_HOME: home, WAH_EMBEDDED: "on" },
    stdout: "piped",
    stderr: "null",
  });
}

async function timeMs(args: readonly string[], home: string): Promise<number> {
  const start = performance.now();
  const { code } = await command(args, home).output();
  if (code !== 0) throw new Error(`wah ${args.join(" ")} ended with ${code}`);
  return performance.now() - start;
}

async function timeReady(what: string, args: readonly string[], home: string): Promise<void> {
  const start = performance.now();
  const child = command(["dev", "--listen", "localhost:0", ...args], home).spawn();
  const stdout = child.stdout.getReader();
  await stdout.read();
  note(`${what}: ready, ms`, performance.now() - start);
  const status = await Deno.readTextFile(`/proc/${child.pid}/status`);
  note(`${what}: memory, MB`, Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024);
  child.kill("SIGTERM");
  await Promise.all([stdout.cancel(), child.status]);
}

for (let run = 0; run < runs; run++) {
  const home = await Deno.makeTempDir();
  await timeReady("wah dev --memory", ["--memory"], home);
  await timeReady("wah dev, new data", [], home);
  await timeReady("wah dev, old data", [], home);
  await Deno.remove(home, { recursive: true });
  note("topic create, nothing there, ms", await timeMs(["topic", "create", "a"], home));
  note("topic create, broker there, ms", await timeMs(["topic", "create", "b"], home));
  note("dev stop, ms", await timeMs(["dev", "stop"], home));
  note("topic create, data there, ms", await timeMs(["topic", "create", "c"], home));
  await timeMs(["dev", "stop"], home);
  await Deno.remove(home, { recursive: true });
}

for (const [what, values] of taken) {
  const [least, middle] = [Math.min(...values), median(values)];
  // deno-lint-ignore no-console -- a measurement prints its result
  console.log(`${what.padEnd(32)} median ${middle.toFixed(0)}, least ${least.toFixed(0)}`);
}
