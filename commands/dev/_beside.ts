import { reachableHost } from "../../lib/broker/background/broker_state.ts";
import { hostBroker } from "../../lib/broker/background/host_broker.ts";
import type { Context } from "../../lib/context.ts";
import { formatAddress } from "../../lib/text/format_address.ts";
import { visible } from "../../lib/text/visible.ts";
import { ExitStatus } from "../_exit_status.ts";
import { version } from "../_version.ts";
import { dataDirectory } from "./_data_directory.ts";
import { logTo } from "./_log.ts";
import { brokerOptions } from "./_broker_options.ts";
import type { DevOptions } from "./_options.ts";

/** As shells have it. */
const notFoundStatus = 127;
const notExecutableStatus = 126;

const freePort = { host: "127.0.0.1", port: 0 };

/**
 * Runs a program beside a broker that lasts as long as it, on a free port and in memory unless
 * the options say otherwise, and ends with the program's status: 128 plus a signal's number, 127
 * when there is no such program.
 *
 * @throws {ExitStatus} Always, unless the broker cannot be started.
 * @throws As `hostBroker()`.
 */
export async function runBeside(
  [program = "", ...args]: readonly string[],
  options: DevOptions,
  context: Context,
  { verbose }: { readonly verbose: boolean },
): Promise<never> {
  const log = logTo(context.stderr, context.now);
  const broker = await hostBroker({
    ...brokerOptions({ ...options, listen: options.listen ?? freePort }),
    dataDirectory: options.data === undefined ? null : dataDirectory(options.data, context),
    pid: Deno.pid,
    version,
    signal: context.signal,
    ...(verbose && { log }),
  });
  await using _broker = broker;
  context.signal.throwIfAborted();
  const address = formatAddress({ host: reachableHost(broker.host), port: broker.port });
  const command = new Deno.Command(program, {
    args,
    env: { WAH_BROKERS: address, RPK_BROKERS: address, KAFKA_BROKERS: address },
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  });
  const child = await spawn(command, program, context);
  using _relay = context.relaySignals((name) => {
    if (!reachesChildByItself(name, context)) forward(child, name);
  });
  const { code } = await child.status;
  throw new ExitStatus(code);
}

async function spawn(
  command: Deno.Command,
  program: string,
  context: Context,
): Promise<Deno.ChildProcess> {
  try {
    return command.spawn();
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    const [found, status] = failure;
    await context.stderr.write(`error: Cannot run "${visible(program)}": ${found}\n`);
    throw new ExitStatus(status);
  }
}

function failureOf(error: unknown): [found: string, status: number] | undefined {
  if (error instanceof Deno.errors.NotFound) return ["no such program", notFoundStatus];
  if (error instanceof Deno.errors.PermissionDenied) {
    return ["it may not be executed", notExecutableStatus];
  }
  return undefined;
}

/** A terminal gives Ctrl-C to every program in its foreground; twice would mean more than once. */
function reachesChildByItself(name: Deno.Signal, { stdin, stdout, stderr }: Context): boolean {
  return name === "SIGINT" && [stdin, stdout, stderr].some(({ isTerminal }) => isTerminal);
}

function forward(child: Deno.ChildProcess, name: Deno.Signal): void {
  try {
    child.kill(name);
  } catch (error) {
    // It has ended, which its status is about to tell.
    if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
  }
}
