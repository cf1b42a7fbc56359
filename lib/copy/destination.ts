import type { FilterSource } from "../filter/record_filter.ts";
import type { TopicMetadata } from "../kafka/metadata.ts";
import { partitionOfKey } from "../kafka/partitioner.ts";
import type { Header } from "../wire/batches/record_view.ts";
import { RecordFailure } from "./record_failure.ts";

/** Whether records go to the partition of the same number, or to one chosen by their key. */
export type PartitionMode = "keep" | "rehash";

/** Where a record goes. */
export interface Place {
  readonly topic: string;
  /** Undefined to choose it by the key. */
  readonly partition: number | undefined;
}

/** What decides where a record goes, after a transform. */
export interface PlacedRecord {
  readonly key: Uint8Array | null;
  readonly headers: readonly Header[];
}

/** Decides where records go. */
export interface Destination {
  /** The topic to which all records go; null if there may be several. */
  readonly topic: string | null;
  /** Returns where a record goes; throws a {@link RecordFailure} if it can go nowhere. */
  place(record: PlacedRecord, source: FilterSource): Place;
}

/**
 * All records go to one topic.
 *
 * @param mode To the partition of the same number, or to that of their key among `partitionCount`.
 */
export function toTopic(
  topic: string,
  { mode, partitionCount }: { readonly mode: PartitionMode; readonly partitionCount: number },
): Destination {
  const places: Place[] = [];
  const unplaced: Place = { topic, partition: undefined };
  const placeIn = (partition: number): Place => places[partition] ??= { topic, partition };
  return {
    topic,
    place: mode === "keep"
      ? (_record, { partition }) => placeIn(partition)
      : ({ key }) => key === null ? unplaced : placeIn(partitionOfKey(key, partitionCount)),
  };
}

const decoder = new TextDecoder();

/**
 * Each record goes to the topic that its last header `name` names, if that is among `topics` and
 * not internal. The names come from records, so no other topic is ever looked up.
 */
export function toTopicInHeader(
  name: string,
  { topics, mode }: {
    readonly topics: ReadonlyMap<string, TopicMetadata>;
    readonly mode: PartitionMode;
  },
): Destination {
  const place: Destination["place"] = ({ headers }, { partition }) => {
    const value = headers.findLast(({ key }) => key === name)?.value;
    if (value === undefined) throw new RecordFailure(`it has no header ${JSON.stringify(name)}`);
    const topic = value === null ? "" : decoder.decode(value);
    const found = topics.get(topic);
    const named = `its header ${JSON.stringify(name)} names ${JSON.stringify(topic)}`;
    if (found === undefined) throw new RecordFailure(`${named}, which does not exist`);
    if (found.isInternal) throw new RecordFailure(`${named}, which is an internal topic`);
    return { topic, partition: mode === "keep" ? partition : undefined };
  };
  return { topic: null, place };
}
