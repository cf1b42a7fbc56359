import { ownTopics } from "../../lib/chat/own_topics.ts";
import { WahError } from "../../lib/errors.ts";
import type { Context } from "../../lib/context.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import { openClient } from "../_shared/client.ts";
import { innerContext } from "../_shared/inner_context.ts";
import { type AnyCommand, type CommandContext, shownNames } from "../_shared/parser/command.ts";
import type { CompletionKind } from "../_shared/parser/flag.ts";
import { bareValue } from "../_shared/parser/command_line.ts";
import { globalFlags, type GlobalOptions } from "../_shared/parser/globals.ts";
import { commandSettings } from "../_shared/settings.ts";
import { type Settings, specOf } from "../../lib/settings/settings.ts";
import type { Cursor } from "./_cursor.ts";
import { NameCache } from "./_name_cache.ts";

/** Names that a cluster knows. */
type ClusterKind = "topic" | "group" | "room" | "user" | "scram-user" | "transactional-id";

/** Reads names from this machine, without a cluster. */
type LocalNames = (context: CommandContext, root: AnyCommand) => Promise<readonly string[]>;

const localNames: Readonly<Record<Exclude<CompletionKind, ClusterKind | "file">, LocalNames>> = {
  command: (_, { subcommands }) => Promise.resolve(shownNames(subcommands)),
  profile: async (context) => {
    const { configPath, readConfigFile } =
      await (import("../../lib/settings/config_file.ts" as string) as Promise<
        typeof import("../../lib/settings/config_file.ts")
      >);
    const file = configPath(context);
    try {
      return file === null ? [] : (await readConfigFile(file))?.names ?? [];
    } catch (error) {
      // The command itself reports what is wrong with the file.
      if (error instanceof WahError) return [];
      throw error;
    }
  },
};

const timeoutVariable = "WAH_COMPLETION_TIMEOUT_MS";
/** From the start of the process to its answer. A person notices more. */
const defaultTimeoutMs = 300;
/** Time that is left for the answer itself. */
const answerMs = 50;
/** Names that are as old as this are offered without asking again: Tab is pressed repeatedly. */
const freshMs = 10_000;
/** Older names are not offered, even if the cluster does not answer. */
const maxAgeMs = 24 * 60 * 60 * 1_000;

/**
 * Names that a shell takes as they are. Others come from strangers and could run programs: bash
 * expands what it is offered.
 */
const plainName = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.@:+/-]*$/u;

/**
 * Finds names of one kind, within a limit from the start of the process. Silent on any failure:
 * then the names are those of the last time, or none.
 */
export async function findNames(
  kind: Exclude<CompletionKind, "file">,
  { flags }: Pick<Cursor, "flags">,
  { context, root }: { readonly context: CommandContext; readonly root: AnyCommand },
): Promise<string[]> {
  const names = isClusterKind(kind)
    ? await clusterNames(kind, globalsOf(flags), context)
    : await localNames[kind](context, root);
  return names.filter((name) => plainName.test(name));
}

/** The global flags that choose the cluster and the login, as typed on the line. */
function globalsOf(flags: Cursor["flags"]): GlobalOptions {
  const chosen = [...flags].filter(([key]) => Object.hasOwn(globalFlags, key));
  return Object.fromEntries(chosen.map(([key, values]) => {
    const value = values.at(-1);
    return [key, value === bareValue ? true : value];
  }));
}

async function clusterNames(
  kind: ClusterKind,
  globals: GlobalOptions,
  context: CommandContext,
): Promise<readonly string[]> {
  const limitMs = timeoutMs(context) - answerMs - performance.now();
  using inner = innerContext(context, { timeoutMs: Math.max(limitMs, 0), globals });
  try {
    const settings = await commandSettings(inner.context);
    const lookUp = limitMs <= 0 || needsCommand(settings)
      ? (): Promise<null> => Promise.resolve(null)
      : (): Promise<readonly string[] | null> => askCluster(kind, inner.context);
    return await cachedNames(cacheKey(kind, settings), lookUp, context);
  } catch (error) {
    // Completion is silent: the command itself reports what is wrong with the settings.
    if (error instanceof WahError) return [];
    throw error;
  }
}

/** Returns fresh names from the cache, or those of `lookUp`; if that has none, older ones. */
async function cachedNames(
  key: string,
  lookUp: () => Promise<readonly string[] | null>,
  context: CommandContext,
): Promise<readonly string[]> {
  const cache = new NameCache(context);
  const cached = await cache.read(key);
  const ageMs = cached === null ? Infinity : Math.abs(context.now() - cached.atMs);
  if (cached !== null && ageMs < freshMs) return cached.names;
  const names = await lookUp();
  if (names === null) return cached !== null && ageMs < maxAgeMs ? cached.names : [];
  await cache.write(key, { atMs: context.now(), names });
  return names;
}

/** What chooses the cluster and the rights in it: names of one must not be offered for another. */
function cacheKey(kind: ClusterKind, settings: Settings): string {
  const { profile } = settings.profile ?? {};
  return JSON.stringify([
    kind,
    profile ?? null,
    settings.get("brokers") ?? null,
    settings.get("sasl.user") ?? null,
  ]);
}

/** Whether a command prints a secret: it could ask the user for one. */
function needsCommand(settings: Settings): boolean {
  return settings.all().some(({ key }) => specOf(key).isCommand === true);
}

/** Asks the cluster; null if it does not answer in time, or refuses. */
async function askCluster(
  kind: ClusterKind,
  context: CommandContext,
): Promise<readonly string[] | null> {
  try {
    await using client = await openClient(context, { readsOnly: true });
    return await lookups[kind](client, context.signal);
  } catch (error) {
    if (error instanceof WahError) return null;
    throw error;
  }
}

function timeoutMs({ env }: Context): number {
  const text = env(timeoutVariable) ?? "";
  return /^\d{1,7}$/.test(text) ? Number(text) : defaultTimeoutMs;
}

function isClusterKind(kind: CompletionKind): kind is ClusterKind {
  return Object.hasOwn(lookups, kind);
}

const lookups: Readonly<
  Record<ClusterKind, (client: KafkaClient, signal: AbortSignal) => Promise<string[]>>
> = {
  topic: async (client, signal) => {
    const { topics } = await client.metadata({ topics: "all", signal });
    return [...topics.values()].filter(({ isInternal }) => !isInternal).map(({ name }) => name);
  },
  room: async (client, signal) => {
    const names = await lookups.topic(client, signal);
    return names.filter((name) => !ownTopics.has(name));
  },
  group: async (client, signal) => {
    const { listGroups } =
      await (import("../../lib/kafka/groups/list_groups.ts" as string) as Promise<
        typeof import("../../lib/kafka/groups/list_groups.ts")
      >);
    return (await listGroups(client, { signal })).map(({ group }) => group);
  },
  user: async (client, signal) => {
    const { recentUsers } =
      await (import("../../lib/chat/presence/recent_users.ts" as string) as Promise<
        typeof import("../../lib/chat/presence/recent_users.ts")
      >);
    return await recentUsers(client, { signal });
  },
  "transactional-id": async (client, signal) => {
    const { listTransactions } =
      await (import("../../lib/kafka/transactions/list_transactions.ts" as string) as Promise<
        typeof import("../../lib/kafka/transactions/list_transactions.ts")
      >);
    return (await listTransactions(client, { signal })).map((one) => one.transactionalId);
  },
  "scram-user": async (client, signal) => {
    const { describeScramUsers } =
      await (import("../../lib/kafka/access/describe_scram_users.ts" as string) as Promise<
        typeof import("../../lib/kafka/access/describe_scram_users.ts")
      >);
    return (await describeScramUsers(client, null, { signal })).map(({ user }) => user);
  },
};
