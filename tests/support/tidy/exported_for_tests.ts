/** Exports that only tests import, with what those check through them. The list must not grow. */
export const exportedForTests: Readonly<Record<string, string>> = {
  "commands/_shared/packages.ts packages": "that the list names every package of deno.json",
  "commands/_shared/progress.ts progressText": "the text of a progress line",
  "commands/_shared/select_topics.ts missingError": "the error for names that match no topic",
  "lib/broker/server/memory_budget.ts MemoryBudget": "the limits of one budget",
  "lib/credentials/token_cache.ts opaqueLifetimeMs": "when a token without a lifetime is renewed",
  "lib/broker/groups/subscription.ts subscribedTopics": "subscriptions as clients write them",
  "lib/chat/show/author_color.ts authorColors": "that all colors are different",
  "lib/settings/import/properties.ts parseProperties": "the syntax of Java's properties",
  "lib/settings/load_settings.ts findProjectFile": "the search in folders of a test",
  "lib/filter/contains_text.ts containsText": "the search for one text",
  "lib/kafka/partitioner.ts murmur2": "the hash of Kafka's default partitioner",
  "lib/wire/frame.ts requestHeaderVersion": "the header versions of each API",
  "lib/wire/frame.ts responseHeaderVersion": "the header versions of each API",
  "lib/wire/schema/schema.ts encodeRequest": "requests to a broker, byte by byte",
  "lib/wire/schema/schema.ts decodeRequest": "requests to a scripted broker",
};
