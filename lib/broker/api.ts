import type { Api, Input, ResponseOf } from "../wire/schema/schema.ts";
import type { MemoryLease } from "./server/memory_budget.ts";
import type { RequestWork } from "./server/request_work.ts";
import type { BrokerServices } from "./services.ts";

/** Where clients are told to connect to. */
export interface AdvertisedAddress {
  readonly host: string;
  readonly port: number;
}

/** What all requests of one connection have in common. */
export interface ConnectionContext {
  readonly services: BrokerServices;
  /** The client's address as Kafka's tools print it: "/127.0.0.1". */
  readonly clientHost: string;
  /** The broker's address as this connection should see it. */
  readonly advertised: AdvertisedAddress;
  /** Aborts when the client closes the connection or the broker stops: waiting ends then. */
  readonly signal: AbortSignal;
  /** Lets others work while a long request goes on. */
  readonly work: RequestWork;
}

/** What a handler knows about the request that it answers. */
export interface RequestContext extends ConnectionContext {
  readonly apiVersion: number;
  /** Empty if the client sent none. */
  readonly clientId: string;
  /** What the request holds of the broker's memory; what the handler takes is for the answer. */
  readonly memory: MemoryLease;
  /**
   * Call it when everything of the request that depends on the order of requests is done. The next
   * Produce of the connection does not start before.
   */
  readonly placed: () => void;
}

/** One API as this broker serves it. */
export interface ApiHandler<Request, Response> {
  readonly api: Api<Request, Response>;
  /** The range that ApiVersions advertises. */
  readonly minVersion: number;
  readonly maxVersion: number;
  /**
   * About how much memory the answer takes, in objects and bytes; it is taken before the request is
   * handled. Needed where a short request may have a long answer, except for Fetch, which takes
   * what it reads. Default: so much for each element of the request.
   */
  readonly answerBytes?: (request: Request, context: ConnectionContext) => number;
  /**
   * Whether all bytes in its answers belong to the answer alone, so that their memory can be freed
   * once they are written. Default: no.
   */
  readonly ownsAnswerBytes?: boolean;
  /**
   * Answers one request; null if Kafka sends no response at all (Produce with `acks=0`). Bytes of
   * the request are views of memory that is used again once the promise has settled.
   *
   * @throws {CloseConnectionError} If the only possible answer is to close the connection.
   * @throws {AbandonedError} If the client has closed the connection in the meantime.
   */
  handle(
    request: Request,
    context: RequestContext,
  ): Promise<Input<Response> | null> | Input<Response> | null;
}

/** What the handler of such an API answers at once. */
export type Answer<A> = Input<ResponseOf<A>>;

/** What the handler of such an API answers when it had to wait, on the disk for one. */
export type LaterAnswer<A> = Promise<Input<ResponseOf<A>> | null>;

/** Any handler, where the shape of its bodies does not matter. */
// deno-lint-ignore no-explicit-any -- a handler is contravariant in its request
export type AnyApiHandler = ApiHandler<any, any>;

/** Ends the connection without an answer, because Kafka's protocol cannot express one here. */
export class CloseConnectionError extends Error {
  override readonly name = "CloseConnectionError";
}
