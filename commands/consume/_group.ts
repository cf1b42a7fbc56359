import type { Output } from "../../lib/context.ts";
import { WahError } from "../../lib/errors.ts";
import type { RecordFilter } from "../../lib/filter/record_filter.ts";
import { printRecords } from "../../lib/format/print_records.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import { GroupMember } from "../../lib/kafka/groups/member/group_member.ts";
import type { GroupMemberOptions } from "../../lib/kafka/groups/member/group_member_options.ts";
import type { RecordChunk } from "../../lib/kafka/reader/record_chunk.ts";
import { visible } from "../../lib/text/visible.ts";
import { errorCodes } from "../../lib/wire/errors.ts";
import type { ExtrasReadOptions } from "./_extras.ts";
import { type ConsumeNotice, groupNoticeText, groupPlanText, WaitNote } from "./_group_notes.ts";
import type { GroupRequest, ReadContext } from "./_request.ts";
import { missingTopicError } from "./_targets.ts";

/** Kafka checks every five minutes; new partitions are worth less waiting. */
const newPartitionsMs = 30_000;
const unknownTopic = errorCodes.UNKNOWN_TOPIC_OR_PARTITION;
/** Selects all records, one by one, so that a limit stops after an exact record. */
const allRecords: RecordFilter = { matches: () => true };

/**
 * Reads records as a member of a group and prints them. Their offsets are committed after that; if
 * the command is interrupted or stdout is closed, those of the records that were written.
 */
export async function readInGroup(
  client: KafkaClient,
  request: GroupRequest,
  context: ReadContext,
): Promise<void> {
  const { topics, selection, screen } = { ...request, ...context };
  if (selection === null) await checkTopics(client, topics, context.signal);
  if (screen !== null) await context.note(groupPlanText(request));
  using waiting = new WaitNote((text) => screen !== null && context.notes.add(text));
  const onNotice = (notice: ConsumeNotice): void => {
    waiting.notice(notice);
    const text = groupNoticeText(notice, { isForPeople: screen !== null });
    if (text !== null) context.notes.add(text);
  };
  const session: GroupSession = { member: null };
  try {
    await print(client, request, { ...context, onNotice, session });
  } catch (error) {
    await session.member?.close().catch((closing: unknown) => {
      // The first error is the reason why the command ends.
      if (!(closing instanceof WahError)) throw closing;
      context.notes.add(visible(`${closing.message}; ${closing.hint ?? ""}`));
    });
    throw error;
  }
  await session.member?.close();
}

/** @throws {WahError} If a topic does not exist, or the client is not allowed to see it. */
async function checkTopics(
  client: KafkaClient,
  names: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { topics } = await client.metadata({ topics: names, signal });
  for (const { name, error } of topics.values()) {
    if (error === null || error.retriable && error.code !== unknownTopic) continue;
    const cause = error.during(`read topic ${JSON.stringify(name)}`);
    if (error.code !== unknownTopic) throw cause;
    throw await missingTopicError(client, { topics: names, signal }, cause) ?? cause;
  }
}

/** The member, once it has been created. */
interface GroupSession {
  member: GroupMember | null;
}

interface PrintContext extends ReadContext {
  readonly onNotice: (notice: ConsumeNotice) => void;
  readonly session: GroupSession;
}

async function print(
  client: KafkaClient,
  request: GroupRequest,
  context: PrintContext,
): Promise<void> {
  const { write, limit, range, untilIdleMs, decoding } = request;
  const { signal, onNotice, screen, session } = context;
  const isCounted = write === null;
  const filter = request.filter?.filter ?? (isCounted && limit > 0 ? allRecords : undefined);
  const limits = { ...(limit > 0 && { limit }), ...(filter && { filter }) };
  const output = tracked(context.output, session, isCounted);
  const join = ({ signal, onHold }: ExtrasReadOptions): AsyncIterable<RecordChunk> => {
    session.member = new GroupMember(client, {
      ...memberOptions(request),
      onNotice: (notice) => {
        if (notice.kind === "joining" || notice.kind === "disconnected") onHold?.(true);
        if (notice.kind === "assigned" || notice.kind === "reconnected") onHold?.(false);
        onNotice(notice);
      },
    });
    return session.member.chunks(signal);
  };
  const hasProgress = screen !== null && range.stop !== null;
  if (!hasProgress && untilIdleMs === null && write !== null) {
    const records = join({ signal });
    const chunks = decoding?.decoder.loaded(records) ?? records;
    await printRecords(chunks, { write, output, signal, ...limits });
    return;
  }
  const { readWithExtras } = await (import("./_extras.ts" as string) as Promise<
    typeof import("./_extras.ts")
  >);
  await readWithExtras(client, [], {
    ...limits,
    ...{ write, untilIdleMs, output, isSorted: false, read: join },
    ...(decoding && { decoder: decoding.decoder }),
    progressOn: hasProgress ? screen : null,
    options: { signal },
  });
}

function memberOptions(
  { group, topics, selection, range, isolation, onCorrupt, write, ...rest }: GroupRequest,
): Omit<GroupMemberOptions, "onNotice"> {
  return {
    ...{ group, topics, isolation, onCorrupt },
    wantedTopics: selection?.wantedTopics,
    start: range.start,
    isBounded: range.stop !== null,
    maxBytes: rest.maxBytes,
    deliversLate: write === null,
    times: { topicsMs: selection === null ? newPartitionsMs : rest.newTopicsMs },
  };
}

/** An output that notes which records were written; a count stands for all of them. */
function tracked(output: Output, session: GroupSession, isCounted: boolean): Output {
  return {
    isTerminal: output.isTerminal,
    columns: output.columns,
    styled: output.styled,
    async write(data): Promise<void> {
      const delivered = session.member?.mark();
      await output.write(data);
      if (isCounted) session.member?.deliverAll();
      else delivered?.();
    },
  };
}
