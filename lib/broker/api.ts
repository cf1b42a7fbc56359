import type { AnyApi, Api, Input, ResponseOf } from "../wire/schema/schema.ts";
import type { MemoryLease } from "./server/memory_budget.ts";
import type { RequestWork } from "./server/request_work.ts";
import type { BrokerServices } from "./services.ts";

/** The address that the broker advertises to clients. */
export interface AdvertisedAddress {
  readonly host: string;
  readonly port: number;
}

/** The values that all requests of one connection share. */
export interface ConnectionContext {
  readonly services: BrokerServices;
  /** The client's address as Kafka's tools print it: "/127.0.0.1". */
  readonly clientHost: string;
  /** The address that the broker advertises to this connection. */
  readonly advertised: AdvertisedAddress;
  /** Aborts when the client closes the connection or the broker stops; stop waiting then. */
  readonly signal: AbortSignal;
  /** Lets other requests run during a long one. */
  readonly work: RequestWork;
}

/** The values that a handler receives with a request. */
export interface RequestContext extends ConnectionContext {
  readonly apiVersion: number;
  /** Empty if the client sent none. */
  readonly clientId: string;
  /** The memory that the request has reserved; the handler reserves the memory of its answer. */
  readonly memory: MemoryLease;
  /**
   * Call it when every part of the request that depends on the order of requests is done. The next
   * Produce of the connection starts only then.
   */
  readonly placed: () => void;
}

/** The implementation of one API. */
export interface ApiHandler<Request, Response> {
  readonly api: Api<Request, Response>;
  /** The range that ApiVersions advertises. */
  readonly minVersion: number;
  readonly maxVersion: number;
  /**
   * Approximate memory of the answer, in objects and bytes; it is reserved before the request is
   * handled. Needed if a short request can have a long answer, except for Fetch, which reserves
   * memory as it reads. Default: a constant for each element of the request.
   */
  readonly answerBytes?: (request: Request, context: ConnectionContext) => number;
  /**
   * Whether no other code uses the bytes in its answers, so that their memory can be freed once
   * they are written. Default: no.
   */
  readonly ownsAnswerBytes?: boolean;
  /**
   * Answers one request; null if Kafka sends no response (Produce with `acks=0`). Bytes of the
   * request are views of memory that is reused once the promise has settled.
   *
   * @throws {CloseConnectionError} If the only possible answer is to close the connection.
   * @throws {AbandonedError} If the client has closed the connection in the meantime.
   */
  handle(
    request: Request,
    context: RequestContext,
  ): Promise<Input<Response> | null> | Input<Response> | null;
}

/** The answer of a handler that does not wait. */
export type Answer<A> = Input<ResponseOf<A>>;

/** The answer of a handler that waits, for example for the disk. */
export type LaterAnswer<A> = Promise<Input<ResponseOf<A>> | null>;

/** A handler of any API, for code that does not depend on the types of its bodies. */
// deno-lint-ignore no-explicit-any -- a handler is contravariant in its request
export type AnyApiHandler = ApiHandler<any, any>;

/** An API in the supported versions, with its handler. */
export interface ServedApi extends AnyApi {
  /** Returns the handler, which some APIs load at their first request. */
  load(): AnyApiHandler | Promise<AnyApiHandler>;
}
