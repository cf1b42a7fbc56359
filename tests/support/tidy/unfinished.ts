/**
 * What the rules of tests/tidy_test.ts still find in the tree. These lists must not grow; an entry
 * leaves its list when the code is changed.
 */

/** Import circles, by the first file in the order of the alphabet. */
export const knownCircles: ReadonlySet<string> = new Set([
  "lib/broker/api.ts",
  "lib/broker/apis/registry.ts",
  "lib/kafka/connection/byte_stream.ts",
  "lib/kafka/offsets/offset_range.ts",
  "lib/wire/batches/record_batch.ts",
  "lib/wire/batches/record_view.ts",
]);

/** Files of lib/chat that import from a folder above their own. */
export const knownImportsUp: ReadonlySet<string> = new Set(["lib/chat/log/room_name.ts"]);

/** Files that drop an error without a reason. */
export const knownToSwallow: ReadonlySet<string> = new Set([
  "commands/health/_check.ts",
  "lib/format/json_text.ts",
  "lib/kafka/connection/probe_protocol.ts",
  "lib/redpanda/overview.ts",
]);

/** Exports that no other file of the program imports, and that tests do not need either. */
export const knownUnused: ReadonlySet<string> = new Set([
  "lib/broker/server/memory_budget.ts MemoryBudget",
  "lib/credentials/token_cache.ts opaqueLifetimeMs",
  "lib/wire/frame_reader.ts FrameReader",
  "lib/wire/messages/75_describe_topic_partitions.ts describeTopicPartitions",
  "lib/wire/schema/fields.ts uint16",
  "lib/wire/schema/fields.ts nullableBytes",
  "lib/wire/schema/scalar_types.ts ScalarType",
]);

/** Exports that only tests import, with what those check through them. */
export const exportedForTests: Readonly<Record<string, string>> = {
  "commands/_shared/packages.ts packages": "that the list names every package of deno.json",
  "commands/topic/_select.ts missingError": "the error for names that match no topic",
  "lib/broker/groups/subscription.ts subscribedTopics": "subscriptions as clients write them",
  "lib/chat/show/author_color.ts authorColors": "that all colors are different",
  "lib/settings/connection.ts secretOf": "the places of the password of a schema registry",
  "lib/settings/import/properties.ts parseProperties": "the syntax of Java's properties",
  "lib/settings/load_settings.ts findProjectFile": "the search in folders of a test",
  "lib/kafka/partitioner.ts murmur2": "the hash of Kafka's default partitioner",
  "lib/wire/frame.ts requestHeaderVersion": "the header versions of each API",
  "lib/wire/frame.ts responseHeaderVersion": "the header versions of each API",
  "lib/wire/frame.ts encodeRequestFrame": "requests to a broker, byte by byte",
  "lib/wire/schema/schema.ts encodeRequest": "requests to a broker, byte by byte",
  "lib/wire/schema/schema.ts decodeRequest": "requests to a scripted broker",
};
