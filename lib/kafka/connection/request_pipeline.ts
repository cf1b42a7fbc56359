import type { BorrowedBytes } from "../../wire/borrowed_bytes.ts";
import { FrameBuffer, FrameSizeError } from "../../wire/frame_buffer.ts";
import { requestFrameParts } from "../../wire/frame.ts";
import { type Api, type Input, writeRequest } from "../../wire/schema/schema.ts";
import type { ByteStream } from "./byte_stream.ts";
import { ForeignProtocolError, protocolOfSize } from "./foreign_protocol.ts";
import { SendQueue } from "./send_queue.ts";

/** Largest answer that is accepted: far above any fetch, below any text that is read as a size. */
const maxResponseBytes = 256 * 1024 * 1024;
const correlationIdBytes = 4;
const maxCorrelationId = 0x7fff_ffff;

/** One request in one version, and what to make of the answer. */
export interface PipelinedRequest<Request, Response> {
  readonly api: Api<Request, unknown>;
  readonly version: number;
  readonly body: Input<Request>;
  /** Called with the whole frame of the answer, which is valid only during the call. */
  readonly decode: (frame: BorrowedBytes) => Response;
}

/** A request that was sent. */
export interface PendingAnswer<Response> {
  readonly answer: Promise<Response>;
  /** The answer is no longer wanted; it is skipped when it arrives. */
  abandon(): void;
}

interface Waiting {
  readonly decode: (frame: BorrowedBytes) => unknown;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: unknown) => void;
  isAbandoned: boolean;
}

/**
 * Requests and answers over one byte stream: any number of requests in flight, each resolved with
 * the answer that carries its correlation id.
 *
 * A frame is decoded in place in the receive buffer, before the next bytes are read. It ends
 * at the first failure, or by {@link fail}; everything in flight then rejects with that failure.
 */
export class RequestPipeline {
  readonly #stream: ByteStream;
  readonly #clientId: string;
  readonly #frames = new FrameBuffer({ maxFrameBytes: maxResponseBytes });
  readonly #sending: SendQueue;
  /** Not encoded yet. */
  readonly #queued = new Set<Waiting>();
  /** In flight, by correlation id. */
  readonly #waiting = new Map<number, Waiting>();
  /** Waits for the next frame, which has no correlation id. */
  #tokenWaiting: PromiseWithResolvers<Uint8Array> | null = null;
  #nextId = 0;
  #failure: Error | null = null;
  #heardAtMs = 0;
  /** Resolves once the stream is closed and nothing reads or writes any longer. */
  readonly closed: Promise<void>;

  constructor(stream: ByteStream, clientId: string) {
    this.#stream = stream;
    this.#clientId = clientId;
    this.#sending = new SendQueue(stream, (error) => this.fail(error));
    this.closed = this.#receive().then(() => this.#sending.idle);
  }

  /** Why it has ended; null while it has not. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** When the last bytes arrived, on the clock of `performance.now()`; 0 before the first. */
  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  /**
   * Sends one request, after those sent before it. Its body must not change until the answer
   * arrives. Requests of one turn of the event loop go out in one write.
   *
   * The answer rejects with a {@link WireError} if the body does not fit the version, with what
   * `decode` throws, or with why the pipeline ended.
   */
  send<Request, Response>(
    request: PipelinedRequest<Request, Response>,
  ): PendingAnswer<Response> {
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const waiting: Waiting = { decode: request.decode, resolve, reject, isAbandoned: false };
    if (this.#failure !== null) reject(this.#failure);
    else {
      this.#queued.add(waiting);
      this.#sending.push(() => this.#encode(request, waiting));
    }
    return { answer: promise, abandon: () => void (waiting.isAbandoned = true) };
  }

  /**
   * Sends a frame that is nothing but `token`, and resolves with the frame that comes back: how
   * brokers before Kafka 1.0 exchange the tokens of a login. Nothing else may be in flight.
   *
   * @throws {Error} (rejects) Why the pipeline ended.
   */
  exchangeToken(token: Uint8Array): Promise<Uint8Array> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    const size = new Uint8Array(4);
    new DataView(size.buffer).setInt32(0, token.byteLength);
    this.#frames.minFrameBytes = 0;
    this.#tokenWaiting = Promise.withResolvers<Uint8Array>();
    this.#sending.push(() => [size, token]);
    return this.#tokenWaiting.promise;
  }

  /** Ends it and closes the stream; everything in flight rejects with `error`. */
  fail(error: Error): void {
    if (this.#failure !== null) return;
    this.#failure = error;
    for (const { reject } of [...this.#waiting.values(), ...this.#queued]) reject(error);
    this.#waiting.clear();
    this.#queued.clear();
    this.#tokenWaiting?.reject(error);
    this.#sending.end();
    void this.#stream.close();
  }

  #encode<Request>(
    { api, version, body }: PipelinedRequest<Request, unknown>,
    waiting: Waiting,
  ): readonly Uint8Array[] {
    this.#queued.delete(waiting);
    if (waiting.isAbandoned) return [];
    const correlationId = this.#nextId;
    const header = { apiVersion: version, correlationId, clientId: this.#clientId };
    try {
      const pieces = requestFrameParts(api, header, (writer) => {
        writeRequest(writer, api, version, body);
      });
      if (api.isAnswered?.(body) === false) waiting.resolve(undefined as never);
      else this.#waiting.set(correlationId, waiting);
      this.#nextId = correlationId === maxCorrelationId ? 0 : correlationId + 1;
      return pieces;
    } catch (error) {
      waiting.reject(error);
      return [];
    }
  }

  async #receive(): Promise<void> {
    try {
      while (this.#failure === null) {
        const count = await this.#stream.read(this.#frames.space());
        if (count === null) throw new Error("The other side closed the connection");
        this.#heardAtMs = performance.now();
        this.#frames.filled(count);
        for (let frame; (frame = this.#frames.next()) !== null;) this.#dispatch(frame);
      }
    } catch (error) {
      this.fail(
        error instanceof FrameSizeError
          ? new ForeignProtocolError(protocolOfSize(error.size), { cause: error })
          : error as Error,
      );
    }
    await this.#stream.close();
  }

  #dispatch(frame: BorrowedBytes): void {
    if (this.#tokenWaiting !== null) {
      this.#tokenWaiting.resolve(frame.keep());
      this.#tokenWaiting = null;
      this.#frames.minFrameBytes = correlationIdBytes;
      return;
    }
    const correlationId = frame.read((bytes) => (
      new DataView(bytes.buffer, bytes.byteOffset, correlationIdBytes).getInt32(0)
    ));
    const waiting = this.#waiting.get(correlationId);
    if (waiting === undefined) throw new ForeignProtocolError("foreign");
    this.#waiting.delete(correlationId);
    if (waiting.isAbandoned) return;
    try {
      waiting.resolve(waiting.decode(frame) as never);
    } catch (error) {
      waiting.reject(error);
    }
  }
}
