/**
 * What the rules of tests/tidy_test.ts still find in the tree. These lists must not grow; an entry
 * leaves its list when the code is changed.
 */

/** Import circles, by the first file in the order of the alphabet. */
export const knownCircles: ReadonlySet<string> = new Set([
  "lib/broker/api.ts",
  "lib/broker/apis/registry.ts",
]);

/** Files of lib/chat that import from a folder above their own. */
export const knownImportsUp: ReadonlySet<string> = new Set([]);

/** Files that drop an error without a reason. */
export const knownToSwallow: ReadonlySet<string> = new Set([]);

/** Exports that no other file of the program imports, and that tests do not need either. */
export const knownUnused: ReadonlySet<string> = new Set([
  "lib/broker/server/memory_budget.ts MemoryBudget",
  "lib/credentials/token_cache.ts opaqueLifetimeMs",
  "lib/wire/schema/fields.ts nullableStruct",
  "lib/wire/schema/fields.ts nullableBytes",
  "lib/wire/schema/scalar_types.ts ScalarType",
]);

/** Exports that only tests import, with what those check through them. */
export const exportedForTests: Readonly<Record<string, string>> = {
  "commands/_shared/packages.ts packages": "that the list names every package of deno.json",
  "commands/_shared/progress.ts progressText": "the text of a progress line",
  "commands/_shared/select_topics.ts missingError": "the error for names that match no topic",
  "lib/broker/groups/subscription.ts subscribedTopics": "subscriptions as clients write them",
  "lib/chat/show/author_color.ts authorColors": "that all colors are different",
  "lib/settings/connection.ts secretOf": "the places of the password of a schema registry",
  "lib/settings/import/properties.ts parseProperties": "the syntax of Java's properties",
  "lib/settings/load_settings.ts findProjectFile": "the search in folders of a test",
  "lib/filter/contains_text.ts containsText": "the search for one text",
  "lib/kafka/partitioner.ts murmur2": "the hash of Kafka's default partitioner",
  "lib/wire/frame.ts requestHeaderVersion": "the header versions of each API",
  "lib/wire/frame.ts responseHeaderVersion": "the header versions of each API",
  "lib/wire/schema/schema.ts encodeRequest": "requests to a broker, byte by byte",
  "lib/wire/schema/schema.ts decodeRequest": "requests to a scripted broker",
};
