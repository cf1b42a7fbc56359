/**
 * The application id of a broker's SQLite file ("wahb" in ASCII); it distinguishes the file from
 * another program's database.
 */
export const applicationId = 0x77616862;

/** Version of the tables below; a file of any other version is rejected. */
export const formatVersion = 1;

/** Page size in bytes, large enough that a batch of a few kilobytes fits on one page. */
export const pageBytes = 16_384;

/**
 * The tables.
 *
 * - Batches are opaque: the columns repeat values of the header, and clients receive `bytes`.
 *   `bytes` is the last column, so that the others can be read without reading overflow pages.
 * - `running_max_timestamp` is the largest timestamp of the partition up to and including the
 *   batch. Unlike timestamps it never decreases, so a lookup by time is a binary search.
 * - Partition ids are never reused, so that a request parked on a deleted topic never reads a new
 *   topic of the same name.
 * - `tombstones_below` and `tombstones_seen_at` record which tombstones compaction saw, and when.
 */
export const tables = `
create table meta (
  key text primary key,
  value text not null
) without rowid;

create table topics (
  id text primary key,
  name text not null unique
) without rowid;

create table topic_configs (
  topic_id text not null references topics (id) on delete cascade,
  key text not null,
  value text not null,
  primary key (topic_id, key)
) without rowid;

create table partitions (
  id integer primary key autoincrement,
  topic_id text not null references topics (id) on delete cascade,
  number integer not null,
  log_start_offset integer not null default 0,
  tombstones_below integer,
  tombstones_seen_at integer,
  unique (topic_id, number)
);

create table batches (
  row integer primary key,
  partition_id integer not null,
  base_offset integer not null,
  last_offset integer not null,
  max_timestamp integer not null,
  running_max_timestamp integer not null,
  size_bytes integer not null,
  bytes blob not null
);
create unique index batches_by_offset on batches (partition_id, base_offset);

create table producers (
  partition_id integer not null,
  producer_id integer not null,
  state text not null,
  primary key (partition_id, producer_id)
) without rowid;

create table committed_offsets (
  group_id text not null,
  topic_id text not null references topics (id) on delete cascade,
  partition integer not null,
  committed_offset integer not null,
  leader_epoch integer not null,
  metadata text not null,
  committed_at integer not null,
  primary key (group_id, topic_id, partition)
) without rowid;
create index committed_offsets_by_topic on committed_offsets (topic_id);

create table consumer_groups (
  group_id text primary key,
  generation integer not null,
  protocol_type text not null,
  empty_since integer
) without rowid;
`;

/**
 * Columns that an older file of this version may lack; each is added when the file is opened. They
 * can be NULL, so that an older program can still use the file.
 */
export const laterColumns = [
  { table: "consumer_groups", column: "empty_since", type: "integer" },
  { table: "partitions", column: "tombstones_below", type: "integer" },
  { table: "partitions", column: "tombstones_seen_at", type: "integer" },
] as const;
