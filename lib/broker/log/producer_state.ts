import type { ProducerState, RememberedBatch } from "../store/producers.ts";

/** The values in a batch's header that concern its producer. */
export interface SequencedBatch {
  readonly epoch: number;
  readonly baseSequence: number;
  readonly lastSequence: number;
}

/** The decision about a batch of an idempotent producer. */
export type SequenceVerdict =
  | { readonly kind: "append" }
  | { readonly kind: "duplicate"; readonly original: RememberedBatch }
  | {
    readonly kind: "refuse";
    readonly error: "INVALID_PRODUCER_EPOCH" | "OUT_OF_ORDER_SEQUENCE_NUMBER";
  };

/** How many batches of a producer are remembered: clients have at most five in flight. */
const rememberedBatches = 5;

/** Sequences wrap from the largest int32 to 0. */
const maxSequence = 2 ** 31 - 1;

/** Returns the sequence `count` after `sequence`, with wrap-around as in Kafka. */
export function sequenceAfter(sequence: number, count: number): number {
  const sum = sequence + count;
  return sum > maxSequence ? sum - maxSequence - 1 : sum;
}

/**
 * Checks the epoch and sequence of a batch against the state of its producer.
 *
 * An unknown producer can start with any sequence, as in Kafka since 2.x.
 *
 * @see KIP-98, "Exactly once delivery"; KIP-360, for the epoch that may increase
 */
export function checkSequence(
  state: ProducerState | undefined,
  batch: SequencedBatch,
): SequenceVerdict {
  if (state === undefined) return { kind: "append" };
  if (batch.epoch < state.epoch) return { kind: "refuse", error: "INVALID_PRODUCER_EPOCH" };
  if (batch.epoch > state.epoch) {
    return batch.baseSequence === 0
      ? { kind: "append" }
      : { kind: "refuse", error: "OUT_OF_ORDER_SEQUENCE_NUMBER" };
  }
  const original = state.batches.find((known) =>
    known.baseSequence === batch.baseSequence && known.lastSequence === batch.lastSequence
  );
  if (original !== undefined) return { kind: "duplicate", original };
  const last = state.batches.at(-1);
  if (last === undefined || batch.baseSequence === sequenceAfter(last.lastSequence, 1)) {
    return { kind: "append" };
  }
  return { kind: "refuse", error: "OUT_OF_ORDER_SEQUENCE_NUMBER" };
}

/**
 * Returns the state after `batch` of `epoch`; the old state is not changed, so it can be restored.
 */
export function rememberBatch(
  state: ProducerState | undefined,
  epoch: number,
  batch: RememberedBatch,
  now: number,
): ProducerState {
  const earlier = state?.epoch === epoch ? state.batches : [];
  return {
    epoch,
    batches: [...earlier, batch].slice(-rememberedBatches),
    lastWriteAt: now,
  };
}
