import type { Socket } from "node:net";
import { visible } from "../../text/visible.ts";
import { WireError } from "../../wire/bytes.ts";
import { FrameReader } from "../../wire/frame_reader.ts";
import { type AdvertisedAddress, CloseConnectionError } from "../api.ts";
import type { ApiRegistry } from "../apis/registry.ts";
import type { BrokerServices } from "../services.ts";
import { dispatch, type DispatchedRequest, unanswerable } from "./request_dispatcher.ts";

/** What a connection is made of. */
export interface ConnectionOptions {
  readonly socket: Socket;
  readonly services: BrokerServices;
  readonly registry: ApiRegistry;
  readonly advertised: AdvertisedAddress;
  readonly onClose: () => void;
}

interface Queued {
  readonly request: DispatchedRequest;
  readonly sizeBytes: number;
}

/** What is logged of an error at most: a client has a hand in its text. */
const maxLogLength = 2000;

/**
 * One client's connection: requests in, responses out in the same order.
 *
 * One request runs at a time, as in Kafka, except that consecutive Produce requests start together
 * so that a pipelining producer gets one commit for all of them. While too much waits here or the
 * client does not take its answers, nothing is read, and in the latter case nothing started.
 * Whatever is malformed ends this connection and no other, after what came before is answered.
 */
export class ServerConnection {
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #frames: FrameReader;
  readonly #closed = new AbortController();
  readonly #context;
  #queue: Queued[] = [];
  #waitingBytes = 0;
  #running = 0;
  #runningPipelines = true;
  #lastWrite: Promise<void> = Promise.resolve();
  #draining = false;
  /** What arrives behind bytes that are no frame is read, to notice the end, and dropped. */
  #deaf = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#socket = options.socket;
    this.#frames = new FrameReader({ maxFrameBytes: options.services.limits.maxFrameBytes });
    this.#context = {
      services: options.services,
      advertised: options.advertised,
      clientHost: `/${plainAddress(options.socket.remoteAddress ?? "unknown")}`,
      signal: this.#closed.signal,
    };
    this.#socket.setNoDelay(true);
    this.#socket.setKeepAlive(true);
    this.#socket.on("data", (chunk: Uint8Array) => this.#receive(chunk));
    this.#socket.on("drain", () => this.#drained());
    this.#socket.on("error", () => this.#socket.destroy());
    this.#socket.on("end", () => this.#ended());
    this.#socket.on("close", () => {
      this.#end();
      options.onClose();
    });
  }

  /** Closes the connection at once; parked requests end unanswered. */
  destroy(): void {
    this.#end();
    this.#socket.destroy();
  }

  #ended(): void {
    if (this.#frames.pendingBytes === 0 || this.#closed.signal.aborted) return;
    this.#log("the client hung up in the middle of a request");
  }

  #end(): void {
    this.#closed.abort();
    this.#queue = [];
  }

  #receive(chunk: Uint8Array): void {
    if (this.#deaf || this.#closed.signal.aborted) return;
    for (const frame of this.#cut(chunk)) {
      const request = dispatch(frame, this.#options.registry, this.#context);
      this.#queue.push({ request, sizeBytes: frame.byteLength });
      this.#waitingBytes += frame.byteLength;
    }
    const { failure } = this.#frames;
    if (failure !== null) {
      this.#deaf = true;
      this.#queue.push({ request: unanswerable(failure.message), sizeBytes: 0 });
    }
    this.#startNext();
    this.#regulate();
  }

  #cut(chunk: Uint8Array): Uint8Array[] {
    try {
      return this.#frames.push(chunk);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return [];
    }
  }

  /** Starts what may run now: the next request when none runs, or a Produce beside others. */
  #startNext(): void {
    while (this.#queue.length > 0 && !this.#draining) {
      const next = this.#queue[0]!;
      const beside = this.#runningPipelines && next.request.pipelines;
      if (this.#running > 0 && !beside) return;
      this.#queue.shift();
      this.#running += 1;
      this.#runningPipelines = next.request.pipelines;
      this.#lastWrite = this.#respond(next, this.#lastWrite);
    }
  }

  /** Runs one request now and writes its answer when those before it are written. */
  async #respond(queued: Queued, previous: Promise<void>): Promise<void> {
    try {
      const answer = queued.request.run();
      // Its failure is met below, after the answers that come first.
      answer.catch(() => {});
      await previous;
      this.#write(await answer);
    } catch (error) {
      this.#fail(error);
    }
    this.#running -= 1;
    this.#waitingBytes -= queued.sizeBytes;
    this.#startNext();
    this.#regulate();
  }

  #write(parts: readonly Uint8Array[] | null): void {
    if (parts === null || this.#closed.signal.aborted) return;
    let flows = true;
    for (const part of parts) flows = this.#socket.write(part);
    if (!flows) {
      this.#draining = true;
      this.#regulate();
    }
  }

  #drained(): void {
    this.#draining = false;
    this.#startNext();
    this.#regulate();
  }

  /** Reads on or waits, by how much is held here. */
  #regulate(): void {
    const { maxRequestsPerConnection, maxRequestBytesPerConnection } =
      this.#options.services.limits;
    const full = this.#draining || this.#queue.length + this.#running > maxRequestsPerConnection ||
      this.#waitingBytes > maxRequestBytesPerConnection;
    if (full && !this.#deaf) this.#socket.pause();
    else this.#socket.resume();
  }

  /** Hangs up once the answers written before have gone out. */
  #fail(error: unknown): void {
    if (this.#closed.signal.aborted) return;
    this.#log(reason(error));
    this.#end();
    this.#socket.destroySoon();
  }

  #log(why: string): void {
    const { clientHost, services } = this.#context;
    const line = visible(`Closed the connection of ${clientHost.slice(1)}: ${why}`);
    services.log(line.slice(0, maxLogLength));
  }
}

/** Whatever is not the client's fault is a defect of this program, and shows its stack. */
function reason(error: unknown): string {
  if (error instanceof CloseConnectionError) return error.message;
  return `a defect: ${error instanceof Error ? error.stack ?? error.message : String(error)}`;
}

/** An IPv4 address that arrived over an IPv6 socket, in its own form. */
function plainAddress(address: string): string {
  return address.startsWith("::ffff:") ? address.slice("::ffff:".length) : address;
}
