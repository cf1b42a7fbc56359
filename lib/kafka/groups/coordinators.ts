import { delay } from "../../async/delay.ts";
import { errorCodes } from "../../wire/errors.ts";
import { findCoordinator } from "../../wire/messages/10_find_coordinator.ts";
import type { AdminOptions } from "../admin/admin_options.ts";
import { backoffMs } from "../backoff.ts";
import type { KafkaClient } from "../client.ts";
import { ConnectionLostError } from "../connection/connection_error.ts";
import { KafkaError, omissionError, toKafkaError } from "../kafka_error.ts";
import { never } from "../never.ts";
import { settleAll } from "../settle_all.ts";

/** About 7 s of pauses; a coordinator loads its groups in less, unless a broker is down. */
const maxRounds = 12;
/** What a coordinator is responsible for, in Kafka's numbers. */
const keyTypes = { "group": 0, "transactional id": 1 } as const;
/** KIP-699: several groups in one request. */
const manyKeysSince = 4;
/** Groups in one request. */
const maxGroupsPerRequest = 500;

/** What a coordinator is responsible for. */
export type CoordinatorKind = keyof typeof keyTypes;

/** The result for one group: the coordinator's value, or the error. */
export type GroupResult<Value> =
  | { readonly group: string; readonly value: Value; readonly error: null }
  | { readonly group: string; readonly value: null; readonly error: KafkaError };

/** What a coordinator returned for one group. */
export interface CoordinatorAnswer<Value> {
  readonly group: string;
  readonly value: Value;
  readonly error: KafkaError | null;
}

/** A request that only the coordinator of a group, or of a transactional id, can answer. */
export interface CoordinatorRequest<Value> {
  /** Names of groups, or transactional ids. */
  readonly groups: readonly string[];
  /** What `groups` are. Default: `group`. */
  readonly kind?: CoordinatorKind;
  readonly ask: (
    coordinator: number,
    groups: readonly string[],
  ) => Promise<readonly CoordinatorAnswer<Value>[]>;
}

/**
 * Sends a request to the coordinators of groups, to all at once; results are in the order of the
 * groups.
 *
 * Retries, after a pause and a limited number of times, groups whose coordinator changes, loads its
 * groups or is unreachable. After the last attempt, the error is the result.
 *
 * @throws Every error of `ask` except a `ConnectionLostError`.
 */
export async function askCoordinators<Value>(
  client: KafkaClient,
  { groups, kind = "group", ask }: CoordinatorRequest<Value>,
  options: AdminOptions,
): Promise<GroupResult<Value>[]> {
  const results = new Map<string, GroupResult<Value>>();
  for (let round = 1;; round++) {
    const open = groups.filter((group) => results.get(group)?.error?.retriable ?? true)
      .filter((group) => results.get(group)?.error !== null);
    const found = await findCoordinators(client, open, { ...options, kind });
    const byCoordinator = new Map<number, string[]>();
    for (const { group, value, error } of found) {
      if (error !== null) results.set(group, { group, value: null, error });
      else {
        const members = byCoordinator.get(value) ?? [];
        byCoordinator.set(value, members);
        members.push(group);
      }
    }
    await settleAll([...byCoordinator].map(async ([coordinator, members]) => {
      for (const result of await askOne(ask, coordinator, members)) {
        results.set(result.group, result);
      }
    }));
    const isDone = groups.every((group) => !(results.get(group)?.error?.retriable ?? false));
    if (isDone || round === maxRounds) break;
    await delay(backoffMs(round), options.signal ?? never);
  }
  return groups.map((group) => results.get(group)!);
}

async function askOne<Value>(
  ask: CoordinatorRequest<Value>["ask"],
  coordinator: number,
  groups: readonly string[],
): Promise<GroupResult<Value>[]> {
  let answers: readonly CoordinatorAnswer<Value>[] = [];
  let missing = omissionError();
  try {
    answers = await ask(coordinator, groups);
  } catch (error) {
    if (!(error instanceof ConnectionLostError)) throw error;
    missing = new KafkaError(errorCodes.NETWORK_EXCEPTION, error.message, { cause: error });
  }
  const byGroup = new Map(answers.map((answer) => [answer.group, answer]));
  return groups.map((group) => {
    const answer = byGroup.get(group);
    if (answer === undefined) return { group, value: null, error: missing };
    return answer.error === null
      ? { group, value: answer.value, error: null }
      : { group, value: null, error: answer.error };
  });
}

/** Options of {@link findCoordinators}. */
export interface FindCoordinatorsOptions extends AdminOptions {
  /** What `groups` are. Default: `group`. */
  readonly kind?: CoordinatorKind;
}

/** Finds the node ids of the coordinators. Kafka creates its topic of offsets if there is none. */
export async function findCoordinators(
  client: KafkaClient,
  groups: readonly string[],
  { kind = "group", ...options }: FindCoordinatorsOptions,
): Promise<GroupResult<number>[]> {
  if ((client.apiVersion(findCoordinator) ?? 0) < manyKeysSince) {
    return await settleAll(groups.map((group) => findOne(client, group, kind, options)));
  }
  const results: GroupResult<number>[] = [];
  for (let start = 0; start < groups.length; start += maxGroupsPerRequest) {
    const coordinatorKeys = groups.slice(start, start + maxGroupsPerRequest);
    const body = { keyType: keyTypes[kind], coordinatorKeys };
    const { coordinators } = await client.request(findCoordinator, body, options);
    for (const { key, nodeId, errorCode, errorMessage } of coordinators) {
      results.push(toResult(key, nodeId, toError(key, kind, { errorCode, errorMessage })));
    }
  }
  return results;
}

async function findOne(
  client: KafkaClient,
  group: string,
  kind: CoordinatorKind,
  options: AdminOptions,
): Promise<GroupResult<number>> {
  const { nodeId, errorCode, errorMessage } = await client.request(
    findCoordinator,
    kind === "group" ? { key: group } : { key: group, keyType: keyTypes[kind] },
    { ...options, minVersion: kind === "group" ? 0 : 1, maxVersion: manyKeysSince - 1 },
  );
  return toResult(group, nodeId, toError(group, kind, { errorCode, errorMessage }));
}

/** The broker of `wah dev` has no transactions: its own message says more than a missing right. */
const noTransactions = /does not support transactions/;

function toError(
  key: string,
  kind: CoordinatorKind,
  { errorCode, errorMessage }: {
    readonly errorCode: number;
    readonly errorMessage?: string | null | undefined;
  },
): KafkaError | null {
  if (noTransactions.test(errorMessage ?? "")) return toKafkaError(errorCode, errorMessage);
  const named = kind === "group" ? { group: key } : { transactionalId: key };
  return toKafkaError(errorCode, errorMessage, { api: findCoordinator, ...named });
}

function toResult(group: string, node: number, error: KafkaError | null): GroupResult<number> {
  return error === null ? { group, value: node, error } : { group, value: null, error };
}
