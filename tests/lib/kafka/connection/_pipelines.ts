import {
  type PendingAnswer,
  RequestPipeline,
} from "../../../../lib/kafka/connection/request_pipeline.ts";
import type { BorrowedBytes } from "../../../../lib/wire/borrowed_bytes.ts";
import { metadata } from "../../../../lib/wire/messages/03_metadata.ts";
import { MemoryStream } from "./_memory_stream.ts";

/** The body of a small request. */
export const topics = { topics: [] };

/** A pipeline over a stream in memory. */
export function start(): { stream: MemoryStream; pipeline: RequestPipeline } {
  const stream = new MemoryStream();
  return { stream, pipeline: new RequestPipeline(stream, "test") };
}

/** The frame of an answer: its size, the correlation id, and `body`. */
export function frame(correlationId: number, body: Uint8Array | readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8 + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 4 + body.length);
  view.setInt32(4, correlationId);
  bytes.set(body, 8);
  return bytes;
}

/** Returns a copy of the bytes after the correlation id. */
export function body(answer: BorrowedBytes): Uint8Array {
  return answer.read((bytes) => bytes.slice(4));
}

/** Sends a small request. */
export function ask(pipeline: RequestPipeline): PendingAnswer<Uint8Array> {
  return pipeline.send({ api: metadata, version: 1, body: topics, decode: body });
}

/** Ends a pipeline that is still open. */
export async function finish(pipeline: RequestPipeline): Promise<void> {
  pipeline.fail(new Error("the test is over"));
  await pipeline.closed;
}
