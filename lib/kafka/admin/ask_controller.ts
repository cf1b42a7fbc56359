import { errorCodes } from "../../wire/errors.ts";
import type { Api } from "../../wire/schema/schema.ts";
import { delay } from "../../async/delay.ts";
import { backoffMs } from "../backoff.ts";
import type { KafkaClient } from "../client.ts";
import { ConnectionLostError } from "../connection/connection_error.ts";
import type { Body } from "../connection/exchange.ts";
import { never } from "../never.ts";
import type { AdminOptions } from "./admin_options.ts";

const maxAttempts = 5;
const defaultTimeoutMs = 30_000;
/** Extra time for the response: the broker's own timeout ends first, and it reports the result. */
const graceMs = 5_000;

/** A request to the controller. */
export interface ControllerRequest<Request, Response> {
  readonly api: Api<Request, Response>;
  /** Returns the body; `timeoutMs` is the broker's own limit. */
  readonly body: (timeoutMs: number) => Body<Request>;
  /** Returns the error codes in the response, one per item. */
  readonly codes: (response: Response) => readonly number[];
  /** The first version that can carry the request. Default: 0. */
  readonly minVersion?: number;
}

/**
 * Sends a request to the controller, and again if the controller moves to another broker.
 *
 * @throws {ConnectionLostError} If the connection ends before the response; the controller may have
 * carried out the request.
 * @throws As `KafkaClient.request()`.
 */
export async function askController<Request, Response>(
  client: KafkaClient,
  { api, body, codes, minVersion = 0 }: ControllerRequest<Request, Response>,
  { signal, timeoutMs = defaultTimeoutMs }: AdminOptions,
): Promise<Response> {
  for (let attempt = 1;; attempt++) {
    try {
      const response = await client.request(api, body(timeoutMs), {
        node: "controller",
        minVersion,
        timeoutMs: timeoutMs + graceMs,
        ...(signal && { signal }),
      });
      const isMisplaced = codes(response).includes(errorCodes.NOT_CONTROLLER);
      if (!isMisplaced || attempt === maxAttempts) return response;
    } catch (error) {
      const isRepeatable = error instanceof ConnectionLostError && error.isUnsent;
      if (!isRepeatable || attempt === maxAttempts) throw error;
    }
    await delay(backoffMs(attempt), signal ?? never);
    await client.metadata(signal && { signal });
  }
}
