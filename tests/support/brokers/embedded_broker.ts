/** A message to the thread of an embedded broker. */
export type WorkerOrder =
  | {
    readonly kind: "start";
    readonly dataDirectory: string | null;
    readonly settings: Readonly<Record<string, string>>;
    readonly strict: boolean;
  }
  | { readonly kind: "stop" };

/** A message from the thread of an embedded broker. */
export type WorkerAnswer =
  | { readonly kind: "ready"; readonly port: number }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "stopped"; readonly lines: readonly string[] };

/** Options of an embedded broker. */
export interface EmbeddedBrokerOptions {
  /** Null for data in memory. Default: null. */
  readonly dataDirectory?: string | null;
  readonly settings?: Readonly<Record<string, string>>;
  readonly strict?: boolean;
}

/**
 * Retention does not run, because it would delete records that a test wrote with an old timestamp.
 */
const quiet = { "log.retention.check.interval.ms": "3600000" };

/** A running embedded broker; disposing of it stops it cleanly. */
export interface EmbeddedBroker extends AsyncDisposable {
  /** `host:port`. */
  readonly brokers: string;
}

/**
 * Starts the embedded broker in a thread, on a free port. Default: with data in memory.
 *
 * Disposing of it throws if it has logged a bug.
 */
export async function startEmbeddedBroker(
  options: EmbeddedBrokerOptions = {},
): Promise<EmbeddedBroker> {
  const { dataDirectory = null, settings = {}, strict = false } = options;
  const worker = new Worker(new URL("embedded_broker_worker.ts", import.meta.url), {
    type: "module",
  });
  const started = await ask(worker, {
    kind: "start",
    dataDirectory,
    settings: { ...quiet, ...settings },
    strict,
  });
  if (started.kind !== "ready") {
    worker.terminate();
    throw new Error(`Cannot start the embedded broker: ${JSON.stringify(started)}`);
  }
  return {
    brokers: `127.0.0.1:${started.port}`,
    async [Symbol.asyncDispose](): Promise<void> {
      const ended = await ask(worker, { kind: "stop" });
      worker.terminate();
      const defects = ended.kind === "stopped" ? ended.lines.filter(isDefect) : ["it did not stop"];
      if (defects.length > 0) throw new Error(`The embedded broker says: ${defects.join("\n")}`);
    },
  };
}

function isDefect(line: string): boolean {
  return line.includes("a defect: ");
}

function ask(worker: Worker, order: WorkerOrder): Promise<WorkerAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<WorkerAnswer>();
  worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>): void => resolve(data);
  worker.onerror = (event): void => {
    event.preventDefault();
    reject(new Error(`The embedded broker's thread failed: ${event.message}`));
  };
  worker.postMessage(order);
  return promise;
}
