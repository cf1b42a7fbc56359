import { visible } from "../../text/visible.ts";
import type { AdvertisedAddress, ConnectionContext } from "../api.ts";
import type { ApiRegistry } from "../apis/registry.ts";
import { CloseConnectionError } from "../close_connection_error.ts";
import type { BrokerServices } from "../services.ts";
import { AnswerWriter } from "./answer_writer.ts";
import { isHangUp, plainAddress } from "./socket.ts";
import { type MemoryBudgets, MemoryLease } from "./memory_budget.ts";
import { dispatch, unanswerable } from "./request_dispatcher.ts";
import { ReadPace } from "./read_pace.ts";
import { RequestQueue } from "./request_queue.ts";
import { RequestReader } from "./request_reader.ts";
import { AbandonedError, RequestWork } from "./request_work.ts";

/** Options of a connection. */
export interface ConnectionOptions {
  readonly socket: Deno.TcpConn;
  readonly services: BrokerServices;
  readonly registry: ApiRegistry;
  readonly advertised: AdvertisedAddress;
}

/** Maximum length of a logged error, because a client can influence its text. */
const maxLogLength = 2000;

const noFrame = new Uint8Array(0);

/**
 * One client's connection: requests in, responses out in the same order.
 *
 * It reads nothing while too many requests wait or the client does not read its answers. Malformed
 * bytes close only this connection, after earlier requests are answered.
 */
export class ServerConnection {
  readonly #options: ConnectionOptions;
  readonly #socket: Deno.TcpConn;
  readonly #reader: RequestReader;
  readonly #writer: AnswerWriter;
  readonly #queue: RequestQueue;
  readonly #context: ConnectionContext;
  /** Counts the requests that have arrived, including an incomplete one. */
  readonly #requestMemory: MemoryLease;
  readonly #gone = new AbortController();
  readonly #openedAt: number;
  #lastActiveAt: number;
  #hasServed = false;
  /** Since when it reads no further request; null while it serves requests. */
  #closingAt: number | null = null;
  #hasFailed = false;
  #isDestroyed = false;
  /** Resolves when the socket is closed and no request runs. */
  readonly closed: Promise<void>;

  constructor(options: ConnectionOptions) {
    const { socket, services } = options;
    const { limits, clock } = services;
    this.#options = options;
    this.#socket = socket;
    this.#openedAt = this.#lastActiveAt = clock.now();
    this.#context = {
      services,
      advertised: options.advertised,
      clientHost: `/${plainAddress(socket.remoteAddr)}`,
      signal: this.#gone.signal,
      work: new RequestWork(services.turns, this.#gone.signal),
    };
    this.#requestMemory = new MemoryLease(services.memory.requests, limits.freeBytesPerConnection);
    this.#reader = new RequestReader({
      source: socket,
      limits,
      memory: this.#requestMemory,
      buffers: services.buffers,
      pace: new ReadPace(services.turns, this.#context.work),
      clock,
      signal: this.#gone.signal,
    });
    this.#writer = new AnswerWriter({
      sink: socket,
      clock,
      onFailure: (error) => this.#lost(error),
      onProgress: () => {
        this.#noteActivity();
        this.#queue.startNext();
      },
    });
    this.#queue = new RequestQueue({
      limits,
      writer: this.#writer,
      memory: this.#requestMemory,
      buffers: services.buffers,
      onFailure: (error) => this.#fail(error),
      onActivity: () => this.#noteActivity(),
    });
    this.closed = this.#run();
  }

  /** Whether the client has sent no complete request yet, or the connection is being closed. */
  get isDispensable(): boolean {
    return !this.#hasServed || this.#closingAt !== null;
  }

  /** Closes the connection at once; parked requests end without an answer. */
  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.#closingAt ??= this.#options.services.clock.now();
    this.#queue.close();
    this.#gone.abort();
    this.#socket.close();
  }

  /** The memory that it has held without progress for too long; 0 while it makes progress. */
  stalledBytes(now: number): { readonly [Kind in keyof MemoryBudgets]: number } {
    const { maxStallMs } = this.#options.services.limits;
    const reads = this.#writer.stalledMs(now) < maxStallMs;
    const writes = this.#reader.pendingBytes === 0 || this.#reader.silentMs(now) < maxStallMs;
    return {
      answers: reads ? 0 : this.#writer.unwrittenBytes,
      requests: writes ? 0 : this.#requestMemory.heldBytes,
    };
  }

  /** Closes the connection because others need the memory that it holds without progress. */
  closeStalled(kind: keyof MemoryBudgets): void {
    const why = kind === "answers"
      ? "it does not read its answers"
      : "it stopped in the middle of a request";
    this.#log(`${why}, and others need the memory`);
    this.destroy();
  }

  /** Closes the connection if it has been idle or incomplete for too long. */
  closeIfOverdue(now: number): void {
    if (this.#isOverdue(now)) this.destroy();
  }

  #isOverdue(now: number): boolean {
    const { limits, settings } = this.#options.services;
    if (this.#closingAt !== null) {
      const lastStep = Math.max(this.#closingAt, this.#lastActiveAt);
      return now - lastStep >= limits.closingTimeoutMs;
    }
    const allowedMs = limits.frameTimeoutMs +
      1000 * this.#reader.pendingBytes / limits.minFrameBytesPerSecond;
    if (this.#reader.waitedMs(now) >= allowedMs) {
      const seconds = Math.round(this.#reader.waitedMs(now) / 1000);
      this.#log(`the rest of its request did not arrive within ${seconds} s`);
      return true;
    }
    if (!this.#hasServed) return now - this.#openedAt >= limits.firstRequestTimeoutMs;
    const maxIdleMs = settings.number("connections.max.idle.ms");
    if (maxIdleMs < 0) return false;
    if (this.#writer.unwrittenBytes > 0) return this.#writer.stalledMs(now) >= maxIdleMs;
    return this.#queue.length === 0 && now - this.#lastActiveAt >= maxIdleMs;
  }

  async #run(): Promise<void> {
    try {
      await this.#readRequests();
      // The rest is read only to notice the end: closing with unread bytes would reset the
      // connection, and the client might lose the last answers.
      await this.#reader.drain();
    } catch (error) {
      this.#lost(error);
    }
    this.#clientEnded();
    await this.#queue.finished();
    this.destroy();
    this.#requestMemory.resize(0);
  }

  /** Serves requests until the client ends the stream, or until one is malformed. */
  async #readRequests(): Promise<void> {
    const { registry } = this.#options;
    try {
      for (let frame; (frame = await this.#reader.next()) !== null;) {
        this.#hasServed = true;
        this.#queue.add(dispatch(frame, registry, this.#context), frame);
        await this.#queue.hasRoom();
        if (this.#closingAt !== null) return;
      }
    } catch (error) {
      if (error instanceof AbandonedError) return;
      if (!(error instanceof CloseConnectionError)) throw error;
      this.#queue.add(unanswerable(error.message), noFrame);
    }
  }

  #noteActivity(): void {
    this.#lastActiveAt = this.#options.services.clock.now();
  }

  /** Called when the client sends nothing more. Its requests are answered, but none is parked. */
  #clientEnded(): void {
    if (this.#reader.pendingBytes > 0 && this.#closingAt === null) {
      this.#log("the client closed it in the middle of a request");
    }
    this.#closingAt ??= this.#options.services.clock.now();
    this.#gone.abort();
  }

  /** Closes the connection once the earlier answers are written. */
  #fail(error: unknown): void {
    if (error instanceof AbandonedError || this.#isDestroyed || this.#hasFailed) return;
    this.#hasFailed = true;
    this.#closingAt ??= this.#options.services.clock.now();
    this.#log(reason(error));
    this.#queue.close();
    this.#gone.abort();
    void this.#writer.flushed().then(() => this.#endWriting());
  }

  /** Ends the sending side. Reading continues until the client ends its side as well. */
  async #endWriting(): Promise<void> {
    try {
      if (!this.#isDestroyed) await this.#socket.closeWrite();
    } catch (error) {
      this.#lost(error);
    }
  }

  /** Called when the socket has failed. */
  #lost(error: unknown): void {
    if (!this.#isDestroyed && !isHangUp(error)) this.#log(reason(error));
    this.destroy();
  }

  #log(why: string): void {
    const { clientHost, services } = this.#context;
    const line = visible(`Closed the connection of ${clientHost.slice(1)}: ${why}`);
    services.log(line.slice(0, maxLogLength));
  }
}

/** An error that the client did not cause is a bug of this program, so its stack is logged. */
function reason(error: unknown): string {
  if (error instanceof CloseConnectionError) return error.message;
  return `a defect: ${error instanceof Error ? error.stack ?? error.message : String(error)}`;
}
