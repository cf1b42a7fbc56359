import { ByteReader } from "../../lib/wire/bytes.ts";
import { encodeRequestFrame } from "../../tests/support/peers/request_frame.ts";
import { produce } from "../../lib/wire/messages/00_produce.ts";
import { fetchApi } from "../../lib/wire/messages/01_fetch.ts";
import {
  type Api,
  decodeResponse,
  encodeRequest,
  type Input,
} from "../../lib/wire/schema/schema.ts";
import type { PartitionName } from "../../tests/support/broker_faults/requests.ts";
import { RawConnection } from "../../tests/support/brokers/raw_connection.ts";

const produceVersion = 8;
const fetchVersion = 11;
const inFlight = 8;
const sizeBytes = 4;
const correlationIdBytes = 4;
/** Bytes at the start of a response that contain everything before its records. */
const headBytes = 256;
const chunkBytes = 1024 * 1024;

/** Returns the frame of a request, with its size and correlation id 1. */
export function requestFrame<Request>(
  api: Api<Request, unknown>,
  apiVersion: number,
  body: Input<Request>,
): Uint8Array<ArrayBuffer> {
  const header = { apiVersion, correlationId: 1, clientId: "bench" };
  return encodeRequestFrame(api, header, encodeRequest(api, apiVersion, body));
}

/** Appends the same batch repeatedly, with a few requests in flight. */
export async function fill(
  port: number,
  { topic, partition }: PartitionName,
  content: { readonly batch: Uint8Array; readonly count: number },
): Promise<void> {
  await using connection = await RawConnection.connect(port);
  const frame = requestFrame(produce, produceVersion, {
    transactionalId: null,
    acks: -1,
    timeoutMs: 30_000,
    topicData: [{
      name: topic,
      partitionData: [{ index: partition, records: content.batch }],
    }],
  });
  let written = 0;
  let started = 0;
  const work = async (): Promise<void> => {
    while (started++ < content.count) {
      // A new topic may have no leader for a moment.
      while (errorOf(await connection.exchange(frame, 1)) !== 0);
      written += 1;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  if (written !== content.count) throw new Error(`${written} of ${content.count} written`);
}

/** Returns the error code of a Produce response for one partition. */
export function errorOf(answer: Uint8Array): number {
  const body = answer.subarray(correlationIdBytes);
  return decodeResponse(produce, produceVersion, body).responses[0]!
    .partitionResponses[0]!.errorCode;
}

/** Fetches a partition from its start up to a limit; returns the number of bytes of records. */
export async function readThrough(
  port: number,
  { topic, partition }: PartitionName,
  maxBytes: number,
  farthest = Infinity,
): Promise<number> {
  using socket = await Deno.connect({ hostname: "127.0.0.1", port });
  const reader = new AnswerReader(socket);
  let total = 0;
  for (let offset = 0n;;) {
    await writeAll(
      socket,
      requestFrame(fetchApi, fetchVersion, {
        maxWaitMs: 500,
        minBytes: 1,
        maxBytes,
        isolationLevel: 0,
        topics: [{
          topic,
          partitions: [{ partition, fetchOffset: offset, partitionMaxBytes: maxBytes }],
        }],
        forgottenTopicsData: [],
      }),
    );
    const found = await reader.next();
    total += found.recordBytes;
    offset = found.nextOffset;
    if (offset >= found.highWatermark || total >= farthest) return total;
  }
}

async function writeAll(socket: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  while (bytes.byteLength > 0) bytes = bytes.subarray(await socket.write(bytes));
}

/** Reads Fetch responses for one partition whose batches all have the same size. */
class AnswerReader {
  readonly #socket: Deno.TcpConn;
  readonly #chunk = new Uint8Array(chunkBytes);

  constructor(socket: Deno.TcpConn) {
    this.#socket = socket;
  }

  async next(): Promise<{ recordBytes: number; highWatermark: bigint; nextOffset: bigint }> {
    let length = await this.#read(0);
    while (length < sizeBytes) length += await this.#read(length);
    const whole = sizeBytes + new DataView(this.#chunk.buffer).getInt32(0);
    while (length < Math.min(headBytes, whole)) length += await this.#read(length);
    const head = headOf(this.#chunk.slice(0, Math.min(headBytes, whole)));
    while (length < whole) length += await this.#read(0);
    return head;
  }

  async #read(at: number): Promise<number> {
    const count = await this.#socket.read(this.#chunk.subarray(at));
    if (count === null) throw new Error("The broker closed the connection");
    return count;
  }
}

/** Reads a Fetch response (version 11) for one partition, up to the head of its first batch. */
function headOf(
  bytes: Uint8Array,
): { recordBytes: number; highWatermark: bigint; nextOffset: bigint } {
  const reader = new ByteReader(bytes);
  reader.skip(sizeBytes + correlationIdBytes + 4);
  const error = reader.int16();
  reader.skip(4 + 4);
  reader.skip(reader.int16());
  reader.skip(4 + 4);
  const partitionError = reader.int16();
  if (error !== 0 || partitionError !== 0) throw new Error(`Fetch: ${error}, ${partitionError}`);
  const highWatermark = reader.int64();
  reader.skip(8 + 8);
  if (reader.int32() > 0) throw new Error("There are aborted transactions");
  reader.skip(4);
  const recordBytes = reader.int32();
  const baseOffset = reader.int64();
  const batchBytes = 12 + reader.int32();
  reader.skip(11);
  const lastOffsetDelta = reader.int32();
  const batches = BigInt(Math.floor(recordBytes / batchBytes));
  return {
    recordBytes,
    highWatermark,
    nextOffset: baseOffset + batches * BigInt(lastOffsetDelta + 1),
  };
}
