import type { Api, Input, ResponseOf } from "../wire/schema.ts";
import type { BrokerServices } from "./services.ts";

/** Where clients are told to connect to. */
export interface AdvertisedAddress {
  readonly host: string;
  readonly port: number;
}

/** What a handler knows about the request that it answers. */
export interface RequestContext {
  readonly services: BrokerServices;
  readonly apiVersion: number;
  /** Empty where the client gave none. */
  readonly clientId: string;
  /** The client's address as Kafka's tools print it: "/127.0.0.1". */
  readonly clientHost: string;
  /** The broker's address as this connection should see it. */
  readonly advertised: AdvertisedAddress;
  /** Aborted when the connection closes or the broker stops; whoever waits ends then. */
  readonly signal: AbortSignal;
}

/** One API as this broker serves it. */
export interface ApiHandler<Request, Response> {
  readonly api: Api<Request, Response>;
  /** The range that ApiVersions advertises. */
  readonly minVersion: number;
  readonly maxVersion: number;
  /**
   * Answers one request; null where Kafka sends no response at all (Produce with `acks=0`).
   *
   * @throws {CloseConnectionError} When the only possible answer is to hang up.
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

/** Ends the connection without an answer, since Kafka has no way to encode one here. */
export class CloseConnectionError extends Error {
  override readonly name = "CloseConnectionError";
}
