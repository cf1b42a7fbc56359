/** The topic of direct messages. */
export const inboxTopicName = "chat-inbox";

/** The topic in which chats tell who is there. */
export const presenceTopicName = "chat-presence";

/** Topics that chats keep for themselves; they are not rooms. */
export const ownTopics: ReadonlySet<string> = new Set([inboxTopicName, presenceTopicName]);
