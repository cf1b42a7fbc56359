import type { Output } from "../../lib/context.ts";
import type { NamePattern } from "../../lib/filter/name_pattern.ts";
import type { RecordWriter } from "../../lib/format/record_writer.ts";
import type { OffsetRange } from "../../lib/kafka/offsets/range_point.ts";
import type { Isolation } from "../../lib/kafka/reader/read_target.ts";
import type { Decoding } from "../_shared/records/decoding.ts";
import type { RecordSelection } from "../_shared/records/record_selection.ts";
import type { NoteWriter } from "../_shared/records/read_notes.ts";
import type { TopicSelection } from "./_topic_selection.ts";

/** The options of `wah consume`. */
export interface ConsumeRequest {
  /** Names of topics, unless there are {@link patterns}. */
  readonly topics: readonly string[];
  /** Expressions that select topics; null to read the topics that are named. */
  readonly patterns: readonly NamePattern[] | null;
  /** The consumer group to join; null to read without one. */
  readonly group: string | null;
  /** The offset expression of the user. */
  readonly offsets: string;
  readonly range: OffsetRange;
  /** Only these; undefined for all. */
  readonly partitions: readonly number[] | undefined;
  /** Stop after this many records; 0 for no limit. */
  readonly limit: number;
  /** Null for all records. */
  readonly filter: RecordSelection | null;
  /** Null if keys and values are not decoded. */
  readonly decoding: Decoding | null;
  /** Null to print only how many records there are. */
  readonly write: RecordWriter | null;
  /** Whether the partitions are merged by timestamp; for a range with a stop only. */
  readonly isSorted: boolean;
  /** Stop if no record arrives for this long; null to wait. */
  readonly untilIdleMs: number | null;
  readonly isolation: Isolation;
  readonly onCorrupt: "stop" | "skip";
}

/** Where records and notes go. */
export interface ConsumeContext {
  readonly output: Output;
  readonly signal: AbortSignal;
  note(text: string): Promise<void>;
  /** A terminal on which to state what is read, and how far; null for none. */
  readonly screen: Output | null;
}

/** A request with the topics that were found. */
export interface FoundTopics extends ConsumeRequest {
  /** Their names. */
  readonly topics: readonly string[];
  /** Null if the user named them. */
  readonly selection: TopicSelection | null;
  /** Most bytes of one response. */
  readonly maxBytes: number;
  /** How often to look for new topics that match an expression. */
  readonly newTopicsMs: number;
}

/** A request with the group to join. */
export interface GroupRequest extends FoundTopics {
  readonly group: string;
}

/** Where records go, and notes about events. */
export interface ReadContext extends ConsumeContext {
  readonly notes: NoteWriter;
}
