/** What the thread of an embedded broker is told. */
export type WorkerOrder =
  | {
    readonly kind: "start";
    readonly dataDirectory: string | null;
    readonly settings: Readonly<Record<string, string>>;
    readonly strict: boolean;
  }
  | { readonly kind: "stop" };

/** What the thread of an embedded broker says. */
export type WorkerAnswer =
  | { readonly kind: "ready"; readonly port: number }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "stopped"; readonly lines: readonly string[] };

/** What may be chosen about an embedded broker. */
export interface EmbeddedBrokerOptions {
  /** Null, as when left out, for data that ends with it. */
  readonly dataDirectory?: string | null;
  readonly settings?: Readonly<Record<string, string>>;
  readonly strict?: boolean;
}

/** No retention comes by and deletes records that a test wrote with an old timestamp. */
const quiet = { "log.retention.check.interval.ms": "3600000" };

/** An embedded broker that runs; disposing of it stops it in good order. */
export interface EmbeddedBroker extends AsyncDisposable {
  /** `host:port`. */
  readonly brokers: string;
}

/**
 * Starts the embedded broker of this program in a thread, on a free port, with throw-away data.
 *
 * Disposing of it throws what it logged when that tells of a defect.
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
