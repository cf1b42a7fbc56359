import type { BrokerLimits } from "../limits.ts";
import type { AnswerWriter } from "./answer_writer.ts";
import type { BufferPool } from "./buffer_pool.ts";
import type { MemoryLease } from "./memory_budget.ts";
import type { DispatchedRequest } from "./request_dispatcher.ts";

/** What a queue works with. */
export interface RequestQueueOptions {
  readonly limits: BrokerLimits;
  readonly writer: AnswerWriter;
  /** Holds the bytes of requests until they are done. */
  readonly memory: MemoryLease;
  /** Gets the memory of requests that are done. */
  readonly buffers: BufferPool;
  /** Called when a request ends the connection; nothing more should be started then. */
  readonly onFailure: (error: unknown) => void;
  /** Called when a request was added, or is done. */
  readonly onActivity: () => void;
}

interface Queued {
  readonly request: DispatchedRequest;
  readonly frame: Uint8Array;
}

/** A request in the queue takes about so much in addition to its bytes. */
const overheadBytes = 512;

/** No further request starts while more of the answers has to be written. */
const maxUnwrittenBytes = 64 * 1024;

/**
 * The requests of one connection, answered in their order.
 *
 * One runs at a time, as in Kafka, except that consecutive Produce requests start together, so that
 * a pipelining producer gets one commit for all of them.
 */
export class RequestQueue {
  readonly #options: RequestQueueOptions;
  #waiting: Queued[] = [];
  #waitingBytes = 0;
  #running = 0;
  #runningPipelines = true;
  /** Whether a Produce runs that others must not overtake yet. */
  #placing = false;
  #lastResponse: Promise<void> = Promise.resolve();
  #room: PromiseWithResolvers<void> | null = null;
  #isClosed = false;

  constructor(options: RequestQueueOptions) {
    this.#options = options;
  }

  /** How many requests wait or run. */
  get length(): number {
    return this.#waiting.length + this.#running;
  }

  /** Queues a request and the frame that it came in, whose bytes the memory holds already. */
  add(request: DispatchedRequest, frame: Uint8Array): void {
    const { memory, onActivity } = this.#options;
    memory.resize(memory.heldBytes + overheadBytes);
    this.#waitingBytes += frame.byteLength;
    onActivity();
    if (this.#isClosed) return this.#release(frame);
    this.#waiting.push({ request, frame });
    this.goOn();
  }

  /** Waits while too much is held here, or the client does not read its answers. */
  async hasRoom(): Promise<void> {
    while (!this.#isClosed && this.#isFull) {
      this.#room = Promise.withResolvers();
      await this.#room.promise;
    }
    this.#room = null;
  }

  get #isFull(): boolean {
    const { limits, writer } = this.#options;
    return this.length > limits.maxRequestsPerConnection ||
      this.#waitingBytes > limits.maxRequestBytesPerConnection ||
      writer.unwrittenBytes > maxUnwrittenBytes;
  }

  /** Starts what may run now; call it when answers were written. */
  goOn(): void {
    const { writer } = this.#options;
    while (this.#waiting.length > 0 && writer.unwrittenBytes <= maxUnwrittenBytes) {
      const next = this.#waiting[0]!;
      const mayJoin = this.#runningPipelines && next.request.pipelines && !this.#placing;
      if (this.#running > 0 && !mayJoin) break;
      this.#waiting.shift();
      this.#running += 1;
      this.#runningPipelines = this.#placing = next.request.pipelines;
      this.#lastResponse = this.#respond(next, this.#lastResponse);
    }
    this.#room?.resolve();
  }

  /** Resolves when all requests have ended, and everything is written. */
  async finished(): Promise<void> {
    do {
      await this.#lastResponse;
      await this.#options.writer.flushed();
    } while (this.length > 0);
  }

  /** Drops what was not started. */
  close(): void {
    this.#isClosed = true;
    for (const { frame } of this.#waiting.splice(0)) this.#release(frame);
    this.#room?.resolve();
  }

  /** Runs one request now, and writes its answer after the answers of earlier ones. */
  async #respond({ request, frame }: Queued, previous: Promise<void>): Promise<void> {
    try {
      const running = request.run(() => this.#placed());
      // Its failure is handled below, after the answers that come first.
      running.catch(() => {});
      await previous;
      const answer = await running;
      if (answer !== null) this.#options.writer.add(answer);
    } catch (error) {
      this.#options.onFailure(error);
    }
    this.#running -= 1;
    if (this.#running === 0) this.#placing = false;
    this.#release(frame);
    this.#options.onActivity();
    this.goOn();
  }

  #placed(): void {
    this.#placing = false;
    // Not from within the request that was placed: its place in the order is not set up yet.
    queueMicrotask(() => this.goOn());
  }

  #release(frame: Uint8Array): void {
    const { byteLength } = frame;
    this.#waitingBytes -= byteLength;
    this.#options.memory.release(byteLength + overheadBytes);
    this.#options.buffers.give(frame);
  }
}
