import { array, boolean, int16, int32, int64, int8, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Writes the markers that end transactions in partitions. Coordinators send it, and tools that
 * abort a transaction that its coordinator has lost (KIP-664).
 *
 * Version 2 says by which rules the transaction was made (KIP-1228).
 */
export const writeTxnMarkers = api({
  key: 27,
  name: "WriteTxnMarkers",
  versions: [1, 2],
  flexibleSince: 1,
  request: {
    markers: array({
      producerId: int64(),
      producerEpoch: int16(),
      transactionResult: boolean(),
      topics: array({
        name: string(),
        partitionIndexes: array(int32()),
      }),
      coordinatorEpoch: int32(),
      transactionVersion: int8({ since: 2 }),
    }),
  },
  response: {
    markers: array({
      producerId: int64(),
      topics: array({
        name: string(),
        partitions: array({
          partitionIndex: int32(),
          errorCode: int16(),
        }),
      }),
    }),
  },
});
