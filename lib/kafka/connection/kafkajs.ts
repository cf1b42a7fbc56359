import type net from "node:net";
import { Buffer } from "node:buffer";
import type { SASLOptions } from "kafkajs";
import Broker from "kafkajs/src/broker/index.js";
import ConnectionPool from "kafkajs/src/network/connectionPool.js";
import type { Address, KafkaConfig, SaslConfig } from "../config.ts";

/*
 * The one file that knows kafkajs. It gives TCP and TLS life cycle, version negotiation, SASL and
 * correlation ids; everything else is ours. The two classes that do this are imported by
 * themselves, which is a quarter faster than the whole; they were read in the source of the locked
 * version, which will not change any more.
 *
 * A kafkajs Connection keeps the bytes of a half-received answer when it reconnects, and then reads
 * the new socket's answers out of step; two first requests at once open two sockets and lose one.
 * So each is used for one socket, by us alone, and never connects again.
 */

/** The versions of one API that a broker takes, both ends included. */
export interface VersionRange {
  readonly min: number;
  readonly max: number;
}

/** What a broker takes, by API key. */
export type BrokerVersions = ReadonlyMap<number, VersionRange>;

/** One request as bytes: everything behind the request header. */
export interface RawRequest {
  readonly apiKey: number;
  readonly apiName: string;
  readonly apiVersion: number;
  readonly body: Uint8Array;
}

/** What we want to decide ourselves. */
export interface LinkHooks {
  /** Makes the socket; `onReady` says that bytes may be written. */
  open(onReady: () => void): net.Socket;
  /** Sees each chunk first; false keeps it from the library. `isBareLogin`: no correlation ids. */
  accept(chunk: Uint8Array, isBareLogin: boolean): boolean;
  /** The versions are known; the login comes next. */
  onVersions(): void;
}

/** One kafkajs connection, reduced to what is used of it. */
export interface Link {
  /** Connects, learns the versions unless they are given, logs in. */
  connect(versions: BrokerVersions | undefined): Promise<BrokerVersions>;
  /** The answer's bytes behind the correlation id. */
  send(request: RawRequest): Promise<Uint8Array>;
  /** Fails everything that waits for an answer. */
  rejectAll(error: Error): void;
}

interface RawConnection {
  readonly authHandlers: unknown;
  readonly requestQueue: RawRequestQueue;
  processData(chunk: Buffer): void;
  setVersions(versions: RawVersions): void;
  send(request: unknown): Promise<Buffer>;
}
interface RawRequestQueue {
  throttledUntil: number;
  throttleCheckTimeoutId: unknown;
  readonly pending: readonly unknown[];
  rejectAll(error: Error): void;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}
type RawVersions = Record<number, { minVersion: number; maxVersion: number }>;
interface RawBroker {
  readonly versions: RawVersions;
  connect(): Promise<void>;
}

/** Our own timers decide; the library's must never be first. */
const neverMs = 2 ** 29;
/** How long a throttled queue sleeps before it looks again. */
const throttleCheckMs = 10;

/** Prepares a connection to `address`; nothing happens before {@link Link.connect}. */
export function createLink(address: Address, config: KafkaConfig, hooks: LinkHooks): Link {
  const connectionPool = createPool(address, config, hooks);
  const raw: RawConnection = connectionPool.pool[0]!;
  stopTimerLoop(raw.requestQueue);
  const process = raw.processData.bind(raw);
  raw.processData = (chunk): void => {
    if (hooks.accept(chunk, Boolean(raw.authHandlers))) process(chunk);
  };
  const setVersions = raw.setVersions.bind(raw);
  raw.setVersions = (versions): void => {
    setVersions(versions);
    hooks.onVersions();
  };
  return {
    async connect(versions): Promise<BrokerVersions> {
      const broker: RawBroker = new Broker({
        connectionPool,
        logger: silentLogger,
        versions: versions === undefined ? null : toRawVersions(versions),
      });
      await broker.connect();
      return fromRawVersions(broker.versions);
    },
    async send(request): Promise<Uint8Array> {
      const bytes = await raw.send(toRawRequest(request));
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
    rejectAll: (error) => raw.requestQueue.rejectAll(error),
  };
}

/** The library writes to stdout, at whatever level KAFKAJS_LOG_LEVEL says; here it has no log. */
const silentLogger = {
  namespace: () => silentLogger,
  debug(): void {},
  info(): void {},
  warn(): void {},
  error(): void {},
};

function createPool(
  { host, port }: Address,
  config: KafkaConfig,
  hooks: LinkHooks,
): { readonly pool: readonly RawConnection[] } {
  return new ConnectionPool({
    host,
    port,
    clientId: config.clientId ?? "wah",
    connectionTimeout: neverMs,
    requestTimeout: neverMs,
    // A request that timed out would leave its socket in use, half a conversation behind.
    enforceRequestTimeout: false,
    sasl: config.sasl === undefined ? undefined : toSaslOptions(config.sasl),
    socketFactory: ({ onConnect }: { readonly onConnect: () => void }) => hooks.open(onConnect),
    logger: silentLogger,
  });
}

/** With nothing throttled and nothing pending, the library's own schedules itself every 1 ms. */
function stopTimerLoop(queue: RawRequestQueue): void {
  queue.scheduleCheckPendingRequests = (): void => {
    if (queue.throttleCheckTimeoutId || queue.pending.length === 0) return;
    const waitMs = Math.max(queue.throttledUntil - Date.now(), throttleCheckMs);
    queue.throttleCheckTimeoutId = setTimeout(() => {
      queue.throttleCheckTimeoutId = null;
      queue.checkPendingRequests();
    }, waitMs);
  };
}

function toRawRequest({ apiKey, apiName, apiVersion, body }: RawRequest): unknown {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const encoded = { buf: buffer, buffer };
  return {
    request: { apiKey, apiName, apiVersion, encode: () => Promise.resolve(encoded) },
    response: {
      decode: (payload: Buffer) => Promise.resolve(payload),
      parse: (payload: Buffer) => Promise.resolve(payload),
    },
    logResponseError: false,
  };
}

function toSaslOptions(sasl: SaslConfig): SASLOptions {
  if (sasl.mechanism !== "oauthbearer") return { ...sasl };
  const { token } = sasl;
  return {
    mechanism: "oauthbearer",
    oauthBearerProvider: async () => ({ value: await token() }),
  };
}

function fromRawVersions(raw: RawVersions): BrokerVersions {
  return new Map(
    Object.entries(raw).map(([key, { minVersion, maxVersion }]) => [
      Number(key),
      { min: minVersion, max: maxVersion },
    ]),
  );
}

function toRawVersions(versions: BrokerVersions): RawVersions {
  return Object.fromEntries(
    [...versions].map(([key, { min, max }]) => [key, { minVersion: min, maxVersion: max }]),
  );
}
