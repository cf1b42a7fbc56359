import { join } from "node:path";
import type { Output } from "../../lib/context.ts";
import { LogFile } from "../../lib/broker/background/log_file.ts";
import { ClosedPipeError } from "../../lib/errors.ts";
import { visible } from "../../lib/text/visible.ts";

/** Takes one line about the broker. */
export type Log = (line: string) => void;

const maxLogBytes = 1024 * 1024;
const logName = "broker.log";

/** A log on stderr, a line each with its time; whether anybody reads it is no matter. */
export function logTo(output: Output, now: () => number): Log {
  return (line) => {
    const time = new Date(now()).toISOString();
    output.write(`${time} ${visible(line)}\n`).catch((error) => {
      if (!(error instanceof ClosedPipeError)) throw error;
    });
  };
}

/** A log beside the data, and with it what would end this process without anybody to read it. */
export function logToFile(directory: string, now: () => number): Log {
  const file = new LogFile({ path: join(directory, logName), maxBytes: maxLogBytes, now });
  const log = (line: string): void => file.write(visible(line));
  addEventListener("unhandledrejection", ({ reason }) => log(describe(reason)));
  addEventListener("error", ({ error }) => log(describe(error)));
  return log;
}

function describe(error: unknown): string {
  return `Ended by a defect: ${error instanceof Error ? error.stack : String(error)}`;
}
