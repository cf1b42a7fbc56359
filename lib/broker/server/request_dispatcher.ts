import { WireError } from "../../wire/bytes.ts";
import { decodeRequestFrame, type RequestHeader, responseFrameParts } from "../../wire/frame.ts";
import { decodeRequestInSteps, writeResponseInSteps } from "../../wire/schema/schema.ts";
import type { AnyApiHandler, ConnectionContext, RequestContext, ServedApi } from "../api.ts";
import { unsupportedVersionAnswer } from "../apis/18_api_versions.ts";
import type { ApiRegistry } from "../apis/registry.ts";
import { clientLabel } from "../client_label.ts";
import { CloseConnectionError } from "../close_connection_error.ts";
import type { EncodedAnswer } from "./answer_writer.ts";
import { MemoryLease } from "./memory_budget.ts";

/** A request that has arrived but not started. */
export interface DispatchedRequest {
  /** Whether it can start while other such requests of its connection wait for their commit. */
  readonly pipelines: boolean;
  /**
   * Decodes the body, runs the handler and encodes its response; null if there is none.
   *
   * @param placed Called when the next request that {@link pipelines} can start.
   * @throws {CloseConnectionError} If the connection must be closed instead.
   * @throws {AbandonedError} If the client has closed the connection in the meantime.
   */
  run(placed: () => void): Promise<EncodedAnswer | null>;
}

const apiVersionsKey = 18;
const produceKey = 0;
/** SaslHandshake and SaslAuthenticate. */
const loginKeys: readonly number[] = [17, 36];

/** Approximate memory of one element of a decoded request. */
const elementBytes = 150;

/** Approximate memory of an answer per element of its request, as objects and as bytes. */
const answerBytesPerElement = 150;

/** Creates a request without an answer. Running it closes the connection and logs `why`. */
export function unanswerable(why: string): DispatchedRequest {
  const run = (): Promise<never> => Promise.reject(new CloseConnectionError(why));
  return { pipelines: false, run };
}

/**
 * Finds the handler of a request and reads its header; running it decodes the body.
 *
 * If the header is malformed, or the API or its version is not served, running it closes the
 * connection, because Kafka's protocol has no answer for that. Earlier requests are answered first.
 *
 * @param frame The request without its size; must not change until the request is done.
 */
export function dispatch(
  frame: Uint8Array,
  registry: ApiRegistry,
  connection: ConnectionContext,
): DispatchedRequest {
  const decoded = parsed(() => decodeRequestFrame(frame, registry.byKey));
  if (decoded instanceof CloseConnectionError) return unanswerable(decoded.message);
  const { header, api: served, body } = decoded;
  if (served === undefined || body === null) return refuse(header, served, connection);
  return {
    pipelines: header.apiKey === produceKey,
    run: (placed) => answer({ header, body }, served, { connection, placed }),
  };
}

/** A request with its header read. */
interface Request {
  readonly header: RequestHeader;
  readonly body: Uint8Array;
}

async function answer(
  request: Request,
  served: ServedApi,
  { connection, placed }: { readonly connection: ConnectionContext; readonly placed: () => void },
): Promise<EncodedAnswer | null> {
  const { apiVersion, clientId } = request.header;
  const context: RequestContext = {
    ...connection,
    apiVersion,
    clientId: clientId ?? "",
    memory: answerMemory(connection),
    placed,
  };
  const { memory, work } = context;
  try {
    await work.begin();
    const loaded = served.load();
    const handler = loaded instanceof Promise ? await loaded : loaded;
    const body = await decode(request, handler, context);
    const answerBytes = handler.answerBytes?.(body, connection) ?? 0;
    const { maxAnswerBytes } = connection.services.limits;
    if (answerBytes > maxAnswerBytes) {
      throw new CloseConnectionError(
        `its answer would take about ${answerBytes} bytes of memory, at most ${maxAnswerBytes} ` +
          "are allowed; ask for less at once",
      );
    }
    if (!memory.tryTake(answerBytes)) {
      await work.await(memory.need(answerBytes, "its answer", connection.signal));
    }
    const response = await handler.handle(body, context);
    if (response === null) {
      memory.resize(0);
      return null;
    }
    const parts = await work.finish(
      responseFrameParts(
        handler.api,
        request.header,
        (writer) => writeResponseInSteps(writer, handler.api, apiVersion, response),
      ),
    );
    memory.resize(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
    return { parts, memory, ownsBytes: handler.ownsAnswerBytes ?? false };
  } catch (error) {
    memory.resize(0);
    throw error;
  } finally {
    work.end();
  }
}

function answerMemory({ services }: ConnectionContext): MemoryLease {
  return new MemoryLease(services.memory.answers, services.limits.freeBytesPerConnection);
}

/**
 * Decodes the body of a request, with pauses for others.
 *
 * @throws {CloseConnectionError} If the bytes are malformed or there is no memory for them.
 */
async function decode(
  { header, body }: Request,
  handler: AnyApiHandler,
  context: RequestContext,
): Promise<unknown> {
  const maxElements = maxElementsOf(context);
  const steps = decodeRequestInSteps(handler.api, header.apiVersion, body, maxElements);
  for (let takenFor = 0;;) {
    const step = parsed(() => steps.next());
    if (step instanceof CloseConnectionError) throw step;
    if (step.done) return step.value;
    const added = step.value - takenFor;
    const bytes = added * (elementBytes + answerBytesPerElement);
    if (!context.memory.tryTake(bytes)) {
      await context.work.await(context.memory.need(bytes, "its request", context.signal));
    }
    takenFor = step.value;
    if (context.work.isDue) await context.work.pause();
  }
}

/** A valid request names hardly more than all topics and partitions of the broker. */
function maxElementsOf({ services: { limits, topics } }: ConnectionContext): number {
  return limits.maxRequestElements +
    limits.requestElementsPerPartition * (topics.size + topics.partitionCount);
}

function parsed<T>(parse: () => T): T | CloseConnectionError {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return new CloseConnectionError(error.message, { cause: error });
  }
}

function refuse(
  header: RequestHeader,
  served: ServedApi | undefined,
  connection: ConnectionContext,
): DispatchedRequest {
  if (header.apiKey === apiVersionsKey) {
    const parts = [unsupportedVersionAnswer(header.correlationId)];
    const run = (): Promise<EncodedAnswer> =>
      Promise.resolve({ parts, memory: answerMemory(connection), ownsBytes: false });
    return { pipelines: false, run };
  }
  const client = clientLabel(header.clientId);
  if (loginKeys.includes(header.apiKey)) {
    return unanswerable(
      `${client} tried to log in, but this broker has no authentication; turn off SASL`,
    );
  }
  return unanswerable(
    served === undefined
      ? `${client} sent API key ${header.apiKey}, which this broker does not support`
      : `${client} sent ${served.name} v${header.apiVersion}; ` +
        `this broker supports v${served.minVersion} to v${served.maxVersion}`,
  );
}
