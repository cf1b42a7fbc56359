/** The topic of direct messages. */
export const inboxTopic = "chat-inbox";

/** The topic in which chats tell who is there. */
export const presenceTopic = "chat-presence";

/** Topics that chats keep for themselves; they are not rooms. */
export const ownTopics: ReadonlySet<string> = new Set([inboxTopic, presenceTopic]);
