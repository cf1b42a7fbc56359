import type { Socket } from "node:net";
import { WireError } from "../../wire/bytes.ts";
import { FrameReader } from "../../wire/frame_reader.ts";
import { type AdvertisedAddress, CloseConnectionError } from "../api.ts";
import type { ApiRegistry } from "../apis/registry.ts";
import type { BrokerServices } from "../services.ts";
import { dispatch, type DispatchedRequest } from "./request_dispatcher.ts";

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

/**
 * One client's connection: requests in, responses out in the same order.
 *
 * One request runs at a time, as in Kafka, except that consecutive Produce requests start together
 * so that a pipelining producer gets one commit for all of them. Reading stops while too much
 * waits here or the client does not take its answers. Whatever is malformed ends this connection
 * and no other.
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
    this.#socket.on("data", (chunk: Uint8Array) => this.#receive(chunk));
    this.#socket.on("drain", () => this.#drained());
    this.#socket.on("error", () => this.#socket.destroy());
    this.#socket.on("close", () => this.#close());
  }

  /** Closes the connection at once; parked requests end unanswered. */
  destroy(): void {
    this.#socket.destroy();
    this.#close();
  }

  #close(): void {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    this.#queue = [];
    this.#options.onClose();
  }

  #receive(chunk: Uint8Array): void {
    try {
      for (const frame of this.#frames.push(chunk)) {
        const request = dispatch(frame, this.#options.registry, this.#context);
        this.#queue.push({ request, sizeBytes: frame.byteLength });
        this.#waitingBytes += frame.byteLength;
      }
    } catch (error) {
      return this.#fail(error);
    }
    this.#startNext();
    this.#regulate();
  }

  /** Starts what may run now: the next request when none runs, or one more Produce beside others. */
  #startNext(): void {
    while (this.#queue.length > 0 && !this.#closed.signal.aborted) {
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

  #write(bytes: Uint8Array | null): void {
    if (bytes === null || this.#closed.signal.aborted) return;
    if (!this.#socket.write(bytes)) {
      this.#draining = true;
      this.#regulate();
    }
  }

  #drained(): void {
    this.#draining = false;
    this.#regulate();
  }

  /** Reads on or waits, by how much is held here. */
  #regulate(): void {
    const { maxRequestsPerConnection, maxRequestBytesPerConnection } =
      this.#options.services.limits;
    const full = this.#draining || this.#queue.length + this.#running > maxRequestsPerConnection ||
      this.#waitingBytes > maxRequestBytesPerConnection;
    if (full) this.#socket.pause();
    else this.#socket.resume();
  }

  #fail(error: unknown): void {
    if (this.#closed.signal.aborted) return;
    const client = this.#context.clientHost.slice(1);
    if (error instanceof WireError || error instanceof CloseConnectionError) {
      this.#options.services.log(`Closed the connection of ${client}: ${error.message}`);
    } else {
      const found = error instanceof Error ? error.stack ?? error.message : String(error);
      this.#options.services.log(`Closed the connection of ${client}, a defect: ${found}`);
    }
    this.destroy();
  }
}

/** An IPv4 address that arrived over an IPv6 socket, in its own form. */
function plainAddress(address: string): string {
  return address.startsWith("::ffff:") ? address.slice("::ffff:".length) : address;
}
