import { inboxTopic } from "../own_topics.ts";
import type { KafkaClient } from "../../kafka/client.ts";
import type { ChatTopic } from "../log/chat_topic.ts";
import { type InboxProblem, partitionOf, readInboxWindow } from "../log/inbox.ts";
import { type DirectRecord } from "../message/direct_message.ts";

/** The number of records to search: at least for a first visit, and at most for a return. */
const [minWindow, maxWindow] = [1_000n, 100_000n];

/** The records at the end of an inbox, and what to tell the user about the search. */
export interface NewMessages {
  readonly records: readonly DirectRecord[];
  /** New records that belong to no conversation. */
  readonly problems: readonly InboxProblem[];
  readonly notices: {
    /** A text about each range of records that could not be read. */
    readonly skipped: readonly string[];
    /** A text that older records were not searched; null if all new ones were. */
    readonly limit: string | null;
  };
}

/**
 * Reads the end of an inbox: everything new since the last visit, up to a limit.
 *
 * @param wasRead The first offset that was not read at the last visit; undefined if there was none.
 */
export async function readNewMessages(
  client: KafkaClient,
  inbox: ChatTopic,
  { self, wasRead, signal }: {
    readonly self: string;
    readonly wasRead: bigint | undefined;
    readonly signal: AbortSignal;
  },
): Promise<NewMessages> {
  const { start, end } = partitionOf(inbox);
  const window = windowFor(end - (wasRead ?? end));
  const found = await readInboxWindow(client, inbox, { self, window, signal });
  const firstUnread = later(start, wasRead);
  const limit = firstUnread < end - window ? limitText(end - firstUnread, window) : null;
  return {
    records: found.records,
    problems: found.problems.filter(({ offset }) => offset >= firstUnread),
    notices: { skipped: found.skipped, limit },
  };
}

/**
 * Returns the first offset of a conversation that counts as unread if no read position is saved for
 * it: after the user's last message, because a user who answers has read the messages before.
 */
export function unreadFrom(
  self: string,
  records: readonly DirectRecord[],
  wasRead: bigint | undefined,
): bigint {
  const last = records.findLast(({ content }) =>
    content.kind !== "foreign" && content.author === self
  );
  return later(last === undefined ? 0n : last.offset + 1n, wasRead);
}

function windowFor(unread: bigint): bigint {
  if (unread < minWindow) return minWindow;
  return unread > maxWindow ? maxWindow : unread;
}

/** All users of a partition share it, so most of these records are probably for others. */
function limitText(unread: bigint, searched: bigint): string {
  return `searched only the last ${searched} of ${unread} records of ${inboxTopic} for new ` +
    "direct messages, so older ones may be unread; to see a conversation: /msg NAME, then /history";
}

function later(one: bigint, other: bigint = 0n): bigint {
  return one > other ? one : other;
}
