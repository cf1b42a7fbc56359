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
/** The broker gives up first, so that we hear what became of it. */
const graceMs = 5_000;

/** A request that the controller carries out. */
export interface ControllerRequest<Request, Response> {
  readonly api: Api<Request, Response>;
  /** `timeoutMs` is the broker's own limit. */
  readonly body: (timeoutMs: number) => Body<Request>;
  /** The error codes in the answer, one per item. */
  readonly codes: (response: Response) => readonly number[];
  /** The first version that can carry the request. Default: 0. */
  readonly minVersion?: number;
}

/**
 * Asks the controller, wherever it is; where it moves in between, it is asked again there.
 *
 * @throws {ConnectionLostError} When it went away before it answered: what it did is unknown.
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
