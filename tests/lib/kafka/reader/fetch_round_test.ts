import assert from "node:assert/strict";
import {
  fetchBody,
  type FetchLimits,
  pairAnswers,
} from "../../../../lib/kafka/reader/fetch_round.ts";
import { PartitionCursor } from "../../../../lib/kafka/reader/partition_cursor.ts";
import { fetchApi } from "../../../../lib/wire/messages/01_fetch.ts";
import {
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  type Input,
  type ResponseOf,
} from "../../../../lib/wire/schema/schema.ts";

const [oldId, newId] = [
  "00000000-0000-4000-8000-000000000001",
  "00000000-0000-4000-8000-000000000002",
];
const limits: FetchLimits = {
  isolation: "uncommitted",
  maxWaitMs: 500,
  maxBytes: 1000,
  maxPartitionBytes: 1000,
};

function cursor(partition: number, topicId: string | null): PartitionCursor {
  return new PartitionCursor({ topic: "t", partition, topicId, start: 5n, stop: null });
}

/** The topics, by name or id, and partitions in the request as a broker decodes it. */
function asked(cursors: readonly PartitionCursor[], version: number): string[] {
  const bytes = encodeRequest(fetchApi, version, fetchBody(cursors, limits));
  return decodeRequest(fetchApi, version, bytes).topics.map(({ topic, topicId, partitions }) =>
    `${version < 13 ? topic : topicId}: ${partitions.map(({ partition }) => partition)}`
  );
}

/** The error code that each cursor gets. */
function codes(response: Input<ResponseOf<typeof fetchApi>>, version: number): number[] {
  const decoded = decodeResponse(fetchApi, version, encodeResponse(fetchApi, version, response));
  const cursors = [cursor(0, oldId), cursor(1, newId)];
  return pairAnswers(cursors, decoded).map(([, , errorCode]) => errorCode);
}

Deno.test("fetchBody() names a topic once for all its partitions", () => {
  const cursors = [cursor(0, oldId), cursor(2, oldId)];
  assert.deepEqual(asked(cursors, 12), ["t: 0,2"]);
  assert.deepEqual(asked(cursors, 13), [`${oldId}: 0,2`]);
});

Deno.test("fetchBody() uses the topic id of each cursor", () => {
  const cursors = [cursor(0, newId), cursor(1, oldId), cursor(2, newId)];
  assert.deepEqual(asked(cursors, 13), [`${newId}: 0,2`, `${oldId}: 1`]);
});

Deno.test("pairAnswers() finds the answer by name or by id", () => {
  const answer = (partitionIndex: number): { partitionIndex: number; errorCode: number } => (
    { partitionIndex, errorCode: 40 + partitionIndex }
  );
  assert.deepEqual(
    codes({ responses: [{ topic: "t", partitions: [answer(1), answer(0)] }] }, 12),
    [40, 41],
  );
  const byId = [oldId, newId].map((topicId, index) => ({ topicId, partitions: [answer(index)] }));
  assert.deepEqual(codes({ responses: byId }, 13), [40, 41]);
});

Deno.test("pairAnswers() returns the error of the response for omitted partitions", () => {
  assert.deepEqual(codes({ errorCode: 31 }, 13), [31, 31]);
  assert.deepEqual(codes({}, 13), [3, 3]);
});
