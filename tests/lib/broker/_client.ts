import { connect as connectTo, type Socket } from "node:net";
import { decodeResponseFrame } from "../../../lib/wire/frame.ts";
import { encodeRequestFrame } from "../../support/peers/request_frame.ts";
import { FrameReader } from "../../support/peers/frame_reader.ts";
import {
  type Api,
  decodeResponse,
  encodeRequest,
  type Input,
} from "../../../lib/wire/schema/schema.ts";

const maxFrameBytes = 100 * 1024 * 1024;

/** Returns the frame of a minimal request, with its size. */
export function requestFrame<Request>(
  api: Api<Request, unknown>,
  version: number,
  body: Input<Request>,
  correlationId = 1,
): Uint8Array {
  const header = { apiVersion: version, correlationId, clientId: "test" };
  return encodeRequestFrame(api, header, encodeRequest(api, version, body));
}

/** Returns `frame` after its size. */
export function sized(frame: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + frame.byteLength);
  new DataView(bytes.buffer).setInt32(0, frame.byteLength);
  bytes.set(frame, 4);
  return bytes;
}

/** A connection that sends any bytes, valid or not, and returns the frames that it receives. */
export class TestClient implements AsyncDisposable {
  readonly socket: Socket;
  readonly #frames: Uint8Array[] = [];
  readonly #waiting: ((frame: Uint8Array | null) => void)[] = [];
  readonly #closed = Promise.withResolvers<void>();
  #isClosed = false;
  #correlationId = 0;

  private constructor(socket: Socket) {
    this.socket = socket;
    const reader = new FrameReader({ maxFrameBytes });
    socket.on("data", (chunk: Uint8Array) => {
      for (const frame of reader.push(chunk)) {
        const waiting = this.#waiting.shift();
        if (waiting === undefined) this.#frames.push(frame);
        else waiting(frame);
      }
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#isClosed = true;
      for (const waiting of this.#waiting.splice(0)) waiting(null);
      this.#closed.resolve();
    });
  }

  static async connect(port: number, host = "127.0.0.1"): Promise<TestClient> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const socket = connectTo({ host, port }, () => resolve());
    socket.once("error", reject);
    await promise;
    return new TestClient(socket);
  }

  /** Resolves when the broker has closed the connection. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  send(bytes: Uint8Array | string): void {
    this.socket.write(bytes);
  }

  /** Returns the next frame without its size; null if the broker closed the connection. */
  frame(): Promise<Uint8Array | null> {
    const frame = this.#frames.shift();
    if (frame !== undefined) return Promise.resolve(frame);
    if (this.#isClosed) return Promise.resolve(null);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Sends a request and decodes its response; earlier responses must have been read. */
  async ask<Request, Response>(
    api: Api<Request, Response>,
    version: number,
    body: Input<Request>,
  ): Promise<Response> {
    const id = ++this.#correlationId;
    this.send(requestFrame(api, version, body, id));
    return await this.answer(api, version, id);
  }

  /** Returns the next response, which must be that to request `id`. */
  async answer<Response>(
    api: Api<unknown, Response> | Api<never, Response>,
    version: number,
    id: number,
  ): Promise<Response> {
    const frame = await this.frame();
    if (frame === null) {
      throw new Error(`${api.name} v${version}: the broker closed the connection`);
    }
    const { correlationId, body } = decodeResponseFrame(api, version, frame);
    if (correlationId !== id) throw new Error(`Answer ${correlationId} came, not ${id}`);
    return decodeResponse(api as Api<unknown, Response>, version, body);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
    await this.#closed.promise;
  }
}
