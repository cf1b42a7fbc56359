import type { BorrowedBytes } from "../../wire/borrowed_bytes.ts";
import { WireError } from "../../wire/bytes.ts";
import { errorCodes } from "../../wire/errors.ts";
import { apiVersions } from "../../wire/messages/18_api_versions.ts";
import type { Api, Input, RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { Address } from "../config.ts";
import { answerDecoder, decodeAnswer } from "./decode_answer.ts";
import { ForeignProtocolError } from "./foreign_protocol.ts";
import type { PendingAnswer, RequestPipeline } from "./request_pipeline.ts";
import type { BrokerVersions } from "./versions.ts";

/** The first version that names the client's software (KIP-511); Kafka 2.4 and later know it. */
const namingVersion = 3;
const clientSoftwareName = "wah";
/** Where the error code of an answer is: after the correlation id, in every version. */
const errorCodeAt = 4;

/**
 * A request that is sent in the same write as the first ApiVersions of a connection, so in a
 * version that is a guess. One that turns out wrong gets no answer: the broker closes the
 * connection.
 */
export class EarlyRequest<Request, Response> {
  readonly api: Api<Request, Response>;
  readonly version: number;
  readonly #body: Input<Request>;
  #pending: PendingAnswer<Response> | undefined;

  constructor(api: Api<Request, Response>, version: number, body: Input<Request>) {
    this.api = api;
    this.version = version;
    this.#body = body;
  }

  /** Undefined until it is sent. */
  get pending(): PendingAnswer<Response> | undefined {
    return this.#pending;
  }

  /** Sends it over `pipeline`, which leads to `address`; once. */
  send(pipeline: RequestPipeline, address: Address): void {
    const { api, version } = this;
    const decode = answerDecoder(api, version, address);
    this.#pending = pipeline.send({ api, version, body: this.#body, decode });
    // Nothing waits for it if the connection does not even get the versions.
    this.#pending.answer.catch(() => {});
  }
}

/** Options of {@link askVersions}. */
export interface GreetingOptions {
  readonly softwareVersion: string;
  /** Called while the answer is decoded, before anything that follows it. */
  readonly onAnswer: () => void;
  /** Called right after ApiVersions is sent. */
  readonly sendEarly?: (() => void) | undefined;
}

type GreetingAnswer = ResponseOf<typeof apiVersions>;

/**
 * Asks the broker for the versions that it accepts.
 *
 * A broker that does not know the version of ApiVersions answers in version 0 with
 * UNSUPPORTED_VERSION, and is asked again in version 0.
 *
 * @throws {ForeignProtocolError} If the answer is not one of a broker.
 * @throws {Error} Why the pipeline ended.
 */
export async function askVersions(
  pipeline: RequestPipeline,
  { softwareVersion, onAnswer, sendEarly }: GreetingOptions,
): Promise<BrokerVersions> {
  const asking = send(pipeline, namingVersion, onAnswer, {
    clientSoftwareName,
    clientSoftwareVersion: softwareVersion,
  });
  sendEarly?.();
  const answer = await asking;
  return versionsOf(answer ?? await send(pipeline, 0, onAnswer, {}));
}

/**
 * As {@link askVersions} in version 0, and nothing else, for brokers that close the connection at
 * anything newer.
 */
export async function askVersionsPlainly(
  pipeline: RequestPipeline,
  onAnswer: () => void,
): Promise<BrokerVersions> {
  return versionsOf(await send(pipeline, 0, onAnswer, {}));
}

/** The answer; null if it is UNSUPPORTED_VERSION, whose body is that of version 0. */
async function send(
  pipeline: RequestPipeline,
  version: number,
  onAnswer: () => void,
  body: Input<RequestOf<typeof apiVersions>>,
): Promise<GreetingAnswer | null> {
  const decode = (frame: BorrowedBytes): GreetingAnswer | null => {
    const isUnsupported = errorCodeOf(frame) === errorCodes.UNSUPPORTED_VERSION;
    const answer = isUnsupported ? null : decodeAnswer(apiVersions, version, frame);
    if (answer !== null) onAnswer();
    return answer;
  };
  try {
    return await pipeline.send({ api: apiVersions, version, body, decode }).answer;
  } catch (error) {
    throw error instanceof WireError
      ? new ForeignProtocolError("foreign", { cause: error })
      : error;
  }
}

function errorCodeOf(frame: BorrowedBytes): number {
  return frame.read((bytes) => {
    if (bytes.byteLength < errorCodeAt + 2) throw new WireError("Cannot read the error code");
    return new DataView(bytes.buffer, bytes.byteOffset).getInt16(errorCodeAt);
  });
}

function versionsOf(answer: GreetingAnswer | null): BrokerVersions {
  if (answer === null || answer.errorCode !== errorCodes.NONE || answer.apiKeys.length === 0) {
    throw new ForeignProtocolError("foreign");
  }
  return new Map(answer.apiKeys.map(({ apiKey, minVersion, maxVersion }) => [
    apiKey,
    { min: minVersion, max: maxVersion },
  ]));
}
