import {
  describeClientQuotas as describeApi,
} from "../../wire/messages/48_describe_client_quotas.ts";
import { alterClientQuotas as alterApi } from "../../wire/messages/49_alter_client_quotas.ts";
import type { AdminOptions } from "../admin/admin_options.ts";
import { askController } from "../admin/ask_controller.ts";
import type { KafkaClient, RequestOptions } from "../client.ts";
import { omissionError, toKafkaError } from "../kafka_error.ts";
import { awaitBrokers } from "./await_brokers.ts";
import { type QuotaEntity, quotaEntityTypes } from "./quota_entity.ts";

/** The quotas of an entity. */
export interface EntityQuotas {
  readonly entity: QuotaEntity;
  /** By key, see `quotaKeys`. */
  readonly values: ReadonlyMap<string, number>;
}

/** A change of one quota; null removes it. */
export interface QuotaChange {
  readonly key: string;
  readonly value: number | null;
}

/** Options of {@link describeClientQuotas}. */
export interface DescribeQuotasOptions extends RequestOptions {
  /** Omits entities with parts of further types. Default: false. */
  readonly isStrict?: boolean;
}

const matches = { exact: 0, default: 1 } as const;

/**
 * Returns the quotas of the entities that have these parts, sorted by entity; without parts, all.
 *
 * @throws {KafkaError} If the broker rejects the request.
 * @throws {UnsupportedApiError} If the broker is older than Kafka 2.6.
 */
export async function describeClientQuotas(
  client: KafkaClient,
  parts: QuotaEntity,
  { isStrict = false, ...options }: DescribeQuotasOptions = {},
): Promise<EntityQuotas[]> {
  const components = parts.map(({ type, name }) => ({
    entityType: type,
    matchType: name === null ? matches.default : matches.exact,
    match: name,
  }));
  const body = { components, strict: isStrict };
  const { errorCode, errorMessage, entries } = await client.request(describeApi, body, options);
  const error = toKafkaError(errorCode, errorMessage, { api: describeApi });
  if (error !== null) throw error;
  const found = (entries ?? []).map(({ entity, values }): EntityQuotas => ({
    entity: quotaEntityTypes.flatMap((type) => {
      const part = entity.find(({ entityType }) => entityType === type);
      return part === undefined ? [] : [{ type, name: part.entityName }];
    }),
    values: new Map(
      values.map(({ key, value }) => [key, value] as const).toSorted(([a], [b]) => a < b ? -1 : 1),
    ),
  }));
  const text = ({ entity }: EntityQuotas): string => JSON.stringify(entity);
  return found.toSorted((a, b) => text(a) < text(b) ? -1 : 1);
}

/** Options of {@link alterClientQuotas}. */
export interface AlterQuotasOptions extends AdminOptions {
  /** Lets the broker check the changes and make none. Default: false. */
  readonly validateOnly?: boolean;
}

/**
 * Sets and removes quotas of an entity. Returns once every reachable broker knows.
 *
 * @throws {KafkaError} If the cluster rejects the change.
 * @throws {FailedError} If a broker does not know within the time, see `awaitBrokers()`.
 * @throws {UnsupportedApiError} If the broker is older than Kafka 2.6.
 */
export async function alterClientQuotas(
  client: KafkaClient,
  entity: QuotaEntity,
  changes: readonly QuotaChange[],
  { validateOnly = false, ...options }: AlterQuotasOptions = {},
): Promise<void> {
  const entry = {
    entity: entity.map(({ type, name }) => ({ entityType: type, entityName: name })),
    ops: changes.map(({ key, value }) => ({ key, value: value ?? 0, remove: value === null })),
  };
  const { entries } = await askController(client, {
    api: alterApi,
    body: () => ({ entries: [entry], validateOnly }),
    codes: ({ entries }) => entries.map(({ errorCode }) => errorCode),
  }, options);
  const [result] = entries;
  if (result === undefined) throw omissionError();
  const error = toKafkaError(result.errorCode, result.errorMessage, { api: alterApi });
  if (error !== null) throw error;
  if (validateOnly) return;
  await awaitBrokers(client, async (broker) => {
    const [found] = await describeClientQuotas(client, entity, { ...broker, isStrict: true });
    return changes.every(({ key, value }) => (found?.values.get(key) ?? null) === value);
  }, options);
}
