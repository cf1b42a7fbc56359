import { basename, join } from "node:path";
import { RawConnection } from "../brokers/raw_connection.ts";
import { DevProcess } from "./dev_process.ts";
import { DiskImage, type Random } from "./disk_image.ts";
import { Promises } from "./promises.ts";
import { appendTo, batchOf, commitOffset } from "./requests.ts";
import { StoredContent } from "./stored_content.ts";
import { parseTrace, type TraceEvent, underTrace } from "./syscall_trace.ts";

const topic = "t";
const partitions = [0, 1, 2];
const group = "g";

/** How a broker is traced, and how closely the trace is checked. */
export interface PowerLossOptions {
  /** Requests of each connection in each run. */
  readonly requests: number;
  readonly valueBytes: number;
  readonly sync: "full" | "normal";
  /** Cuts the power after every this many writes, syncs and responses; 1 for all. */
  readonly every: number;
  readonly random: Random;
}

/** The result of a replay. */
export interface PowerLossReport {
  /** How many batches and offsets were acknowledged. */
  readonly promises: number;
  /** Power cuts, and those that lost something acknowledged. */
  readonly cuts: number;
  readonly losses: readonly string[];
}

/**
 * Records the writes, syncs and responses of a broker, and simulates power cuts between them:
 * everything acknowledged up to then must be in the remaining files.
 *
 * The broker runs twice, so that its recovery, and the end of the write-ahead log at a clean stop,
 * are covered too.
 *
 * @param folder An empty folder.
 */
export async function replayPowerLoss(
  folder: string,
  options: PowerLossOptions,
): Promise<PowerLossReport> {
  const data = join(folder, "data");
  const database = join(data, "broker.db");
  const traces = ["first", "second"].map((name) => join(folder, `${name}.trace`));
  const promises = new Promises();
  for (const [life, trace] of traces.entries()) {
    await using broker = await DevProcess.start({
      data,
      args: ["--topic", `${topic}:${partitions.length}`, "--sync", options.sync],
      under: underTrace(trace),
    });
    await work(broker.port, promises, options);
    await broker.end(life === 0 ? "SIGTERM" : "SIGKILL");
  }
  const replay = new Replay(join(folder, "left"), promises, options);
  for (const trace of traces) {
    for (const event of parseTrace(await Deno.readTextFile(trace), database)) {
      replay.observe(event);
    }
  }
  return replay.report();
}

/**
 * Several connections at once, so that requests share commits, and requests with several records.
 */
async function work(port: number, promises: Promises, options: PowerLossOptions): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const connections = await Promise.all(
    [...partitions, null].map(async () => stack.use(await RawConnection.connect(port))),
  );
  const committing = connections.pop()!;
  const appending = connections.map(async (connection, partition) => {
    const name = { topic, partition };
    for (let request = 0; request < options.requests; request++) {
      const values = [`${port}/${request}`, "a", "b"].map((text) =>
        text.padEnd(options.valueBytes)
      );
      const answer = appendTo(connection, name, batchOf(values));
      promises.note(connection, { kind: "records", name, values });
      await answer;
    }
  });
  for (let request = 0; request < options.requests; request++) {
    const offset = BigInt(Date.now()) * 1000n + BigInt(request);
    const answer = commitOffset(committing, { group, topic, partitions: [0] }, offset);
    promises.note(committing, { kind: "offset", group, offset });
    await answer;
  }
  await Promise.all(appending);
}

class Replay {
  readonly #image = new DiskImage();
  readonly #folder: string;
  readonly #promises: Promises;
  readonly #options: PowerLossOptions;
  readonly #losses: string[] = [];
  #events = 0;
  #cuts = 0;
  /** The content after the worst case, and the version of the image that it belongs to. */
  #worst: { readonly version: number; readonly content: StoredContent } | null = null;

  constructor(folder: string, promises: Promises, options: PowerLossOptions) {
    this.#folder = folder;
    this.#promises = promises;
    this.#options = options;
  }

  observe(event: TraceEvent): void {
    if (event.kind === "send") this.#promises.hear(event.peerPort, event.bytes);
    else this.#image.apply(event);
    if (this.#events++ % this.#options.every !== 0) return;
    if (this.#worst?.version !== this.#image.version) {
      const content = this.#restart(this.#image.worst());
      this.#worst = { version: this.#image.version, content };
    }
    this.#judge(this.#worst.content, "at worst");
    this.#judge(this.#restart(this.#image.some(this.#options.random)), "by chance");
  }

  report(): PowerLossReport {
    return { promises: this.#promises.count, cuts: this.#cuts, losses: this.#losses };
  }

  #judge(content: StoredContent, how: string): void {
    this.#cuts += 1;
    const broken = this.#promises.broken(content);
    if (broken !== null) this.#losses.push(`cut ${this.#events}, ${how}: ${broken}`);
  }

  #restart(files: ReadonlyMap<string, Uint8Array>): StoredContent {
    Deno.mkdirSync(this.#folder);
    for (const [path, bytes] of files) {
      Deno.writeFileSync(join(this.#folder, basename(path)), bytes);
    }
    const content = new StoredContent(this.#folder);
    Deno.removeSync(this.#folder, { recursive: true });
    return content;
  }
}
