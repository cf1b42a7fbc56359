/** The names of the pages of `wah help` that are about no command. */
export const helpTopicNames: readonly string[] = ["offsets", "formats", "settings", "exit-codes"];
