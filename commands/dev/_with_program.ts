import { reachableHost } from "../../lib/broker/background/broker_state.ts";
import { limitConnections } from "../../lib/broker/background/descriptor_limit.ts";
import { hostBroker } from "../../lib/broker/background/host_broker.ts";
import type { Context } from "../../lib/context.ts";
import { formatAddress } from "../../lib/text/format_address.ts";
import { visible } from "../../lib/text/visible.ts";
import { ExitStatus } from "../_shared/exit_status.ts";
import { version } from "../_shared/version.ts";
import { dataDirectory } from "../_shared/broker/data_directory.ts";
import { withDataHints } from "../_shared/broker/data_hints.ts";
import { dataLost } from "./_data_lost.ts";
import { logTo } from "./_log.ts";
import { brokerOptions } from "./_broker_options.ts";
import type { DevOptions } from "../_shared/broker/dev_options.ts";

/** The exit statuses of shells for a program that cannot be run. */
const notFoundStatus = 127;
const notExecutableStatus = 126;

const freePort = { host: "127.0.0.1", port: 0 };

/**
 * Runs a program together with a broker, which stops when the program exits. By default the broker
 * uses a free port and keeps its data in memory. Exits with the program's status: 128 plus the
 * number of a signal, 127 if there is no such program.
 *
 * A broker that loses its data file stops; the program then runs to its end without one.
 *
 * @throws {ExitStatus} Always, unless the broker cannot start or loses its data.
 * @throws {FailedError} If the broker loses its data.
 * @throws As `hostBroker()`.
 */
export async function runWithBroker(
  [program = "", ...args]: readonly string[],
  options: DevOptions,
  context: Context,
  { verbose }: { readonly verbose: boolean },
): Promise<never> {
  const log = logTo(context.stderr, context.now);
  const lost = Promise.withResolvers<Error>();
  const hostOptions = {
    ...brokerOptions({ ...options, listen: options.listen ?? freePort }),
    dataDirectory: options.data === undefined ? null : dataDirectory(options.data, context),
    pid: Deno.pid,
    version,
    signal: context.signal,
    ...(verbose && { log }),
    onDataLost: lost.resolve,
  };
  const broker = await withDataHints(() => hostBroker(hostOptions));
  await using _broker = broker;
  context.signal.throwIfAborted();
  const address = formatAddress({ host: reachableHost(broker.host), port: broker.port });
  const child = await spawn(program, {
    args,
    env: { WAH_BROKERS: address, RPK_BROKERS: address, KAFKA_BROKERS: address },
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }, context);
  using _relay = context.relaySignals((name) => {
    if (!reachesChild(name, context)) forward(child, name);
  });
  const limited = limitConnections(broker);
  const end = await Promise.race([child.status, lost.promise]);
  await limited;
  if (!(end instanceof Error)) throw new ExitStatus(end.code);
  await broker[Symbol.asyncDispose]();
  await child.status;
  throw dataLost(end);
}

async function spawn(
  program: string,
  options: Deno.CommandOptions,
  context: Context,
): Promise<Deno.ChildProcess> {
  try {
    return new Deno.Command(program, options).spawn();
  } catch (error) {
    const isBatchFile = error instanceof Deno.errors.NotFound &&
      context.machine.os === "windows" && !/\.\w+$/.test(program);
    // The system finds only programs by their bare names; npm and npx are batch files.
    if (isBatchFile) return await spawn(`${program}.cmd`, options, context);
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
    return ["it is not executable", notExecutableStatus];
  }
  return undefined;
}

/** A terminal sends Ctrl-C to every program in its foreground, so it need not be forwarded. */
function reachesChild(name: Deno.Signal, { stdin, stdout, stderr }: Context): boolean {
  return name === "SIGINT" && [stdin, stdout, stderr].some(({ isTerminal }) => isTerminal);
}

function forward(child: Deno.ChildProcess, name: Deno.Signal): void {
  try {
    child.kill(name);
  } catch (error) {
    // It has exited; its status follows.
    if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
  }
}
