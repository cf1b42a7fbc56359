import { parseAddresses } from "../../lib/kafka/config.ts";
import { decodeResponseFrame } from "../../lib/wire/frame.ts";
import { encodeRequestFrame } from "../support/peers/request_frame.ts";
import { FrameReader } from "../support/peers/frame_reader.ts";
import { apiVersions } from "../../lib/wire/messages/18_api_versions.ts";
import {
  type AnyApi,
  type Api,
  decodeResponse,
  encodeRequest,
  type Input,
} from "../../lib/wire/schema/schema.ts";

const maxFrameBytes = 100 * 1024 * 1024;

/** How long a response may take before the test fails; no result depends on it. */
const hangMs = 60_000;

/** The versions of one API that a broker supports. */
export interface ServedVersions {
  readonly min: number;
  readonly max: number;
}

/** One of the two brokers, over a connection that sends any request. */
export class Peer implements Disposable {
  readonly name: string;
  readonly brokers: string;
  /** Topic ids of this broker, by the name of the topic. */
  readonly topicIds = new Map<string, string>();
  readonly #versions = new Map<number, ServedVersions>();
  #connection: Deno.TcpConn;
  #frames = new FrameReader({ maxFrameBytes });
  #arrived: Uint8Array[] = [];
  #correlationId = 0;
  #isClosed = false;

  private constructor(name: string, brokers: string, connection: Deno.TcpConn) {
    this.name = name;
    this.brokers = brokers;
    this.#connection = connection;
  }

  static async open(name: string, brokers: string): Promise<Peer> {
    const peer = new Peer(name, brokers, await dial(brokers));
    const answer = await peer.ask(apiVersions, 0, {});
    for (const { apiKey, minVersion, maxVersion } of answer?.apiKeys ?? []) {
      peer.#versions.set(apiKey, { min: minVersion, max: maxVersion });
    }
    return peer;
  }

  served(key: number): ServedVersions | undefined {
    return this.#versions.get(key);
  }

  /** Sends a request without waiting for the response. */
  async send<Request>(
    api: Api<Request, unknown>,
    version: number,
    body: Input<Request>,
  ): Promise<void> {
    await this.sendBytes(api, version, encodeRequest(api, version, body));
  }

  /** Like {@link send}, with any bytes as the body. */
  async sendBytes(api: AnyApi, version: number, body: Uint8Array): Promise<void> {
    const correlationId = ++this.#correlationId;
    const header = { apiVersion: version, correlationId, clientId: "differential" };
    let bytes: Uint8Array = encodeRequestFrame(api, header, body);
    while (bytes.byteLength > 0) bytes = bytes.subarray(await this.#connection.write(bytes));
  }

  /**
   * Reads the next response; null if the broker closes the connection, which is then opened again.
   */
  async answer<Response>(
    api: Api<unknown, Response>,
    version: number,
  ): Promise<Response | null> {
    const guard = setTimeout(() => this.#hangUp(), hangMs);
    const frame = await this.#nextFrame();
    clearTimeout(guard);
    if (this.#isClosed) throw new Error(`${this.name} does not answer ${api.name} v${version}`);
    if (frame === null) {
      await this.#reconnect();
      return null;
    }
    const { correlationId, body } = decodeResponseFrame(api, version, frame);
    if (correlationId !== this.#correlationId) {
      throw new Error(`${this.name} answered ${correlationId}, not ${this.#correlationId}`);
    }
    return decodeResponse(api, version, body);
  }

  async ask<Request, Response>(
    api: Api<Request, Response>,
    version: number,
    body: Input<Request>,
  ): Promise<Response | null> {
    await this.send(api, version, body);
    return await this.answer(api, version);
  }

  async #nextFrame(): Promise<Uint8Array | null> {
    const chunk = new Uint8Array(64 * 1024);
    while (this.#arrived.length === 0) {
      const count = await this.#connection.read(chunk).catch(() => null);
      if (count === null) return null;
      this.#arrived.push(...this.#frames.push(chunk.slice(0, count)));
    }
    return this.#arrived.shift()!;
  }

  #hangUp(): void {
    this.#isClosed = true;
    this.#connection.close();
  }

  async #reconnect(): Promise<void> {
    this.#connection.close();
    this.#connection = await dial(this.brokers);
    this.#frames = new FrameReader({ maxFrameBytes });
    this.#arrived = [];
  }

  [Symbol.dispose](): void {
    if (!this.#isClosed) this.#connection.close();
  }
}

async function dial(brokers: string): Promise<Deno.TcpConn> {
  const { host, port } = parseAddresses(brokers)[0]!;
  return await Deno.connect({ hostname: host, port });
}
