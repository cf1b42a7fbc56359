import { decodeResponseFrame } from "../../../lib/wire/frame.ts";
import { encodeRequestFrame } from "../peers/request_frame.ts";
import { FrameReader } from "../peers/frame_reader.ts";
import {
  type Api,
  decodeResponse,
  encodeRequest,
  type Input,
} from "../../../lib/wire/schema/schema.ts";

const maxFrameBytes = 128 * 1024 * 1024;
const chunkBytes = 256 * 1024;

/** The broker closed the connection before it responded. */
export class HungUpError extends Error {
  override readonly name = "HungUpError";
}

interface Waiting {
  readonly correlationId: number;
  readonly resolve: (frame: Uint8Array) => void;
  readonly reject: (error: HungUpError) => void;
}

/**
 * A connection without a client: any number of requests may be in flight, each resolves with its
 * response.
 */
export class RawConnection implements AsyncDisposable {
  readonly #socket: Deno.TcpConn;
  readonly #frames = new FrameReader({ maxFrameBytes });
  readonly #ended: Promise<void>;
  #waiting: Waiting[] = [];
  #unsent: Uint8Array[] = [];
  #sending: Promise<void> | null = null;
  #lastId = 0;
  #closed = false;

  private constructor(socket: Deno.TcpConn) {
    this.#socket = socket;
    socket.setNoDelay(true);
    this.#ended = this.#read();
  }

  static async connect(port: number, hostname = "127.0.0.1"): Promise<RawConnection> {
    return new RawConnection(await Deno.connect({ hostname, port }));
  }

  /** The local port. */
  get localPort(): number {
    return (this.#socket.localAddr as Deno.NetAddr).port;
  }

  /** Correlation id of the latest request. */
  get lastId(): number {
    return this.#lastId;
  }

  /**
   * Sends a request and resolves with its response.
   *
   * @throws {HungUpError} (rejects) If the connection ends first.
   */
  async ask<Request, Response>(
    api: Api<Request, Response>,
    version: number,
    body: Input<Request>,
  ): Promise<Response> {
    const correlationId = ++this.#lastId;
    const header = { apiVersion: version, correlationId, clientId: "raw" };
    const frame = encodeRequestFrame(api, header, encodeRequest(api, version, body));
    const answer = decodeResponseFrame(api, version, await this.exchange(frame, correlationId));
    return decodeResponse(api, version, answer.body);
  }

  /** Sends a frame unchanged, size included, and resolves with the frame of the response. */
  exchange(frame: Uint8Array<ArrayBuffer>, correlationId: number): Promise<Uint8Array> {
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    if (this.#closed) reject(new HungUpError("The connection has ended"));
    else {
      this.#waiting.push({ correlationId, resolve, reject });
      this.#unsent.push(frame);
      this.#sending ??= this.#send();
    }
    return promise;
  }

  async #send(): Promise<void> {
    try {
      for (let frame; (frame = this.#unsent.shift()) !== undefined;) {
        while (frame.byteLength > 0) frame = frame.subarray(await this.#socket.write(frame));
      }
    } catch (error) {
      if (!isHangUp(error)) throw error;
    } finally {
      this.#sending = null;
    }
  }

  async #read(): Promise<void> {
    const chunk = new Uint8Array(chunkBytes);
    try {
      for (let length; (length = await this.#socket.read(chunk)) !== null;) {
        for (const frame of this.#frames.push(chunk.slice(0, length))) this.#answer(frame);
      }
    } catch (error) {
      if (!isHangUp(error)) throw error;
    } finally {
      this.#closed = true;
      for (const { reject } of this.#waiting.splice(0)) {
        reject(new HungUpError("The broker closed the connection"));
      }
    }
  }

  #answer(frame: Uint8Array): void {
    const { correlationId, resolve } = this.#waiting.shift()!;
    const found = new DataView(frame.buffer, frame.byteOffset).getInt32(0);
    if (found !== correlationId) throw new Error(`Answer ${found} came, not ${correlationId}`);
    resolve(frame);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.#ended;
    await this.#sending;
  }
}

function isHangUp(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BadResource ||
    error instanceof Deno.errors.Interrupted || error instanceof Deno.errors.BrokenPipe;
}
