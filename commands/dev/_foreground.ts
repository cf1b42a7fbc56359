import { join } from "node:path";
import type { Context, Output } from "../../lib/context.ts";
import { hostBroker } from "../../lib/broker/background/host_broker.ts";
import { LogFile } from "../../lib/broker/background/log_file.ts";
import type { Broker } from "../../lib/broker/broker.ts";
import { ClosedPipeError } from "../../lib/errors.ts";
import { formatAddress } from "../../lib/text/format_address.ts";
import { visible } from "../../lib/text/visible.ts";
import { version } from "../_version.ts";
import { banner } from "./_banner.ts";
import { dataDirectory } from "./_data_directory.ts";
import type { DevOptions } from "./_options.ts";

const maxLogBytes = 1024 * 1024;
const logName = "broker.log";

/** Takes one line about the broker. */
type Log = (line: string) => void;

/**
 * Runs a broker until the context's signal, or the end of its idle time.
 *
 * stdout gets one line, `ready HOST:PORT`, once it takes connections. In the background its log
 * goes to a file beside the data, since nobody reads stderr.
 *
 * @throws {UsageError} When a setting or an option cannot be used.
 * @throws {FailedError} When the address or the data cannot be had.
 */
export async function runInForeground(
  options: DevOptions,
  context: Context,
  { quiet }: { readonly quiet: boolean },
): Promise<void> {
  const directory = options.memory ? null : dataDirectory(options.data, context);
  const idle = Promise.withResolvers<void>();
  let log: Log = logTo(context.stderr, context.now);
  {
    await using broker = await hostBroker({
      ...brokerOptions(options),
      dataDirectory: directory,
      pid: Deno.pid,
      version,
      onIdle: idle.resolve,
      signal: context.signal,
      log: (line) => log(line),
    });
    if (options.background && directory !== null) log = logToFile(directory, context.now);
    await context.stdout.write(`ready ${formatAddress(broker)}\n`);
    if (options.background) log(`Process ${Deno.pid} listens on ${formatAddress(broker)}`);
    else if (!quiet) await context.stderr.write(bannerOf(broker, directory, options));
    log(await Promise.race([idleEnd(idle.promise, options), interruption(context.signal)]));
  }
}

/** What `startBroker()` takes of it. */
export function brokerOptions(
  { listen, advertise, set, topic, strict, sync, idleTimeout }: DevOptions,
): Pick<
  Parameters<typeof hostBroker>[0],
  | "host"
  | "port"
  | "advertise"
  | "settings"
  | "topics"
  | "strict"
  | "sync"
  | "idleTimeoutMs"
> {
  return {
    ...listen,
    ...(advertise && { advertise }),
    ...(set && { settings: set }),
    ...(topic && { topics: topic }),
    ...(strict && { strict }),
    ...(sync && { sync }),
    ...(idleTimeout && { idleTimeoutMs: idleTimeout * 1000 }),
  };
}

/** A log on stderr, a line each with its time; whether anybody reads it is no matter. */
export function logTo(output: Output, now: () => number): Log {
  return (line) => {
    const time = new Date(now()).toISOString();
    output.write(`${time} ${visible(line)}\n`).catch((error) => {
      if (!(error instanceof ClosedPipeError)) throw error;
    });
  };
}

function logToFile(directory: string, now: () => number): Log {
  const file = new LogFile({ path: join(directory, logName), maxBytes: maxLogBytes, now });
  return (line) => file.write(visible(line));
}

function bannerOf(broker: Broker, directory: string | null, options: DevOptions): string {
  return banner({
    host: broker.host,
    port: broker.port,
    directory,
    sync: options.sync ?? "full",
    stop: "Ctrl-C",
  });
}

async function idleEnd(idle: Promise<void>, { idleTimeout }: DevOptions): Promise<string> {
  await idle;
  return `Stopped after ${idleTimeout} s without a connection`;
}

async function interruption(signal: AbortSignal): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  return "Stopped";
}
