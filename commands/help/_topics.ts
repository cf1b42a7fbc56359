/** The names of pages. */
export const helpTopicNames: readonly string[] = [];
