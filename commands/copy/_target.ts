import { FailedError } from "../../lib/errors.ts";
import { awaitTopicsReady } from "../../lib/kafka/admin/await_topics.ts";
import { createTopics } from "../../lib/kafka/admin/create_topics.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import type { TopicMetadata } from "../../lib/kafka/metadata.ts";
import { targetSpec } from "../../lib/copy/target_spec.ts";
import { shellQuote } from "../../lib/text/shell_quote.ts";
import { visible } from "../../lib/text/visible.ts";
import { errorCodes } from "../../lib/wire/errors.ts";
import { note } from "../_shared/note.ts";
import type { CommandContext } from "../_shared/parser/command.ts";
import { requireTopic } from "../_shared/records/require_topic.ts";
import type { CopyFlags } from "./_flags.ts";

/** Variables that are not about a cluster. */
const generalVariables = ["WAH_EMBEDDED"];

/**
 * The context for the cluster to write to. Its settings are those of `--to-brokers` and
 * `--to-profile`: the global flags, `WAH_*` and `RPK_*` are about the source, whose login must not
 * go elsewhere.
 */
export function targetContext(
  { toBrokers, toProfile }: Pick<CopyFlags, "toBrokers" | "toProfile">,
  context: CommandContext,
): CommandContext {
  if (toBrokers === undefined && toProfile === undefined) return context;
  const { yes, confirm, quiet, verbose, color } = context.globals;
  const given = { yes, confirm, quiet, verbose, color, brokers: toBrokers, profile: toProfile };
  const globals = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
  return {
    ...context,
    globals,
    env: (name) => {
      const isHidden = /^(WAH|RPK)_/.test(name) && !generalVariables.includes(name);
      return isHidden ? undefined : context.env(name);
    },
  };
}

/** A topic to write to, and what to do if there is none. */
export interface WantedTarget {
  readonly source: KafkaClient;
  readonly target: KafkaClient;
  readonly from: TopicMetadata;
  readonly name: string;
  readonly creates: boolean;
  readonly isDryRun: boolean;
}

/**
 * Finds the topic to write to, or creates it.
 *
 * @returns Null if a dry run would create it.
 * @throws {FailedError} If it does not exist and is not to be created, or it is internal to Kafka.
 */
export async function findTarget(
  wanted: WantedTarget,
  context: CommandContext,
): Promise<TopicMetadata | null> {
  const { target, name, creates } = wanted;
  const { signal } = context;
  if (creates) {
    const found = (await target.metadata({ topics: [name], signal })).topics.get(name);
    if (found?.error?.code === errorCodes.UNKNOWN_TOPIC_OR_PARTITION) {
      if (!await create(wanted, context)) return null;
    }
  }
  const topic = await requireTopic(target, name, {
    signal,
    hint: `Add --create, or create it: wah topic create ${shellQuote(name)}`,
  });
  if (!topic.isInternal) return topic;
  throw new FailedError(`Cannot write to topic "${name}": it is an internal topic`);
}

/** Creates the topic, or lets the broker check the request; returns whether it exists now. */
async function create(wanted: WantedTarget, context: CommandContext): Promise<boolean> {
  const { source, target, from, name, isDryRun } = wanted;
  const { signal } = context;
  const spec = await targetSpec({ source, topic: from.name, target, name, signal });
  const [result] = await createTopics(target, [spec], { signal, validateOnly: isDryRun });
  const error = result?.error ?? null;
  if (error !== null && error.code !== errorCodes.TOPIC_ALREADY_EXISTS) {
    throw error.during(`create topic "${name}"`);
  }
  const { partitions, replicationFactor, configs = {} } = spec;
  const own = Object.entries(configs).map(([key, value]) => `${key}=${value}`);
  const what = [
    `${partitions} partition${partitions === 1 ? "" : "s"}`,
    `${replicationFactor} replica${replicationFactor === 1 ? "" : "s"}`,
    ...own,
  ].join(", ");
  const verb = isDryRun ? "would create" : "created";
  await note(`${verb} topic "${visible(name)}" with ${visible(what)}`, context);
  if (isDryRun) return false;
  await awaitTopicsReady(target, [name], { signal });
  return true;
}

/**
 * Checks that each partition to copy exists in the target.
 *
 * @throws {FailedError} If the target has too few.
 */
export function requirePartitions(
  from: TopicMetadata,
  to: TopicMetadata | null,
  selected: readonly number[] | undefined,
): void {
  const wanted = selected ?? from.partitions.map(({ partition }) => partition);
  const needed = Math.max(...wanted) + 1;
  if (to === null || needed <= to.partitions.length) return;
  throw new FailedError(
    `Cannot keep the partitions of "${from.name}": "${to.name}" has ${to.partitions.length}, ` +
      `expected at least ${needed}`,
    {
      hint: "Add --partitions rehash, or add partitions: " +
        `wah topic add-partitions ${shellQuote(to.name)} --to ${needed}`,
    },
  );
}
