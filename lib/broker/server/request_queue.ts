import type { BrokerLimits } from "../limits.ts";
import type { AnswerWriter } from "./answer_writer.ts";
import type { BufferPool } from "./buffer_pool.ts";
import type { MemoryLease } from "./memory_budget.ts";
import type { DispatchedRequest } from "./request_dispatcher.ts";

/** Options of a queue. */
export interface RequestQueueOptions {
  readonly limits: BrokerLimits;
  readonly writer: AnswerWriter;
  /** Holds the bytes of requests until they are done. */
  readonly memory: MemoryLease;
  /** Receives the buffers of finished requests. */
  readonly buffers: BufferPool;
  /** Called when a request ends the connection. The caller then closes the queue. */
  readonly onFailure: (error: unknown) => void;
  /** Called when a request was added or is finished. */
  readonly onActivity: () => void;
}

interface Queued {
  readonly request: DispatchedRequest;
  readonly frame: Uint8Array;
}

/** Approximate memory of a queued request in addition to its bytes. */
const overheadBytes = 512;

/** No further request starts while more bytes of answers are unwritten. */
const maxUnwrittenBytes = 64 * 1024;

/**
 * The requests of one connection, answered in their order.
 *
 * One request runs at a time, as in Kafka. Only consecutive Produce requests start together, so
 * that one commit serves all requests of a pipelining producer.
 */
export class RequestQueue {
  readonly #options: RequestQueueOptions;
  #waiting: Queued[] = [];
  #waitingBytes = 0;
  #running = 0;
  #runningPipelines = true;
  /** Whether a Produce request runs that later ones must not overtake yet. */
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

  /** Queues a request and its frame. The memory lease already holds the bytes of the frame. */
  add(request: DispatchedRequest, frame: Uint8Array): void {
    const { memory, onActivity } = this.#options;
    memory.resize(memory.heldBytes + overheadBytes);
    this.#waitingBytes += frame.byteLength;
    onActivity();
    if (this.#isClosed) return this.#release(frame);
    this.#waiting.push({ request, frame });
    this.startNext();
  }

  /** Waits while too much is queued or the client does not read its answers. */
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

  /** Starts the requests that can run now. Call it when answers were written. */
  startNext(): void {
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

  /** Resolves when no request waits or runs and all answers are written. */
  async finished(): Promise<void> {
    do {
      await this.#lastResponse;
      await this.#options.writer.flushed();
    } while (this.length > 0);
  }

  /** Drops the requests that have not started. */
  close(): void {
    this.#isClosed = true;
    for (const { frame } of this.#waiting.splice(0)) this.#release(frame);
    this.#room?.resolve();
  }

  /** Runs one request now and writes its answer after those of earlier requests. */
  async #respond({ request, frame }: Queued, previous: Promise<void>): Promise<void> {
    try {
      const running = request.run(() => this.#placed());
      // The failure is handled below, after the earlier answers.
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
    this.startNext();
  }

  #placed(): void {
    this.#placing = false;
    // Not synchronously: the order of the answers is not set up yet.
    queueMicrotask(() => this.startNext());
  }

  #release(frame: Uint8Array): void {
    const { byteLength } = frame;
    this.#waitingBytes -= byteLength;
    this.#options.memory.release(byteLength + overheadBytes);
    this.#options.buffers.give(frame);
  }
}
