import { UsageError } from "../../lib/errors.ts";
import {
  type QuotaEntity,
  type QuotaEntityPart,
  type QuotaEntityType,
  quotaEntityTypes,
} from "../../lib/kafka/access/quota_entity.ts";
import { listed } from "../../lib/text/listed.ts";
import { type FlagValues, listFlag, valueFlag } from "../_shared/parser/flag.ts";
import type { Cell } from "../_shared/table.ts";

/** The flags that name an entity. */
export const entityFlags = {
  user: valueFlag("a user", { placeholder: "NAME", complete: "scram-user", isOnlyOnce: true }),
  clientId: valueFlag("a client id; with --user, of this user", {
    placeholder: "ID",
    isOnlyOnce: true,
  }),
  ip: valueFlag("an address of clients", { placeholder: "ADDRESS", isOnlyOnce: true }),
  default: listFlag("the default for all others: user, client-id or ip", {
    placeholder: "KIND",
    parse: entityType,
  }),
} as const;

/** The headings of {@link entityCells}. */
export const entityHeadings = ["USER", "CLIENT-ID", "IP"] as const;

/**
 * The entity that flags name; its parts are in the order of Kafka's tools. Empty without flags.
 *
 * @throws {UsageError} If flags name two entities of one kind.
 */
export function entityOf(flags: FlagValues<typeof entityFlags>): QuotaEntity {
  const names = { "user": flags.user, "client-id": flags.clientId, "ip": flags.ip };
  const defaults = new Set(flags.default);
  return quotaEntityTypes.flatMap((type): QuotaEntityPart[] => {
    const name = names[type];
    if (name !== undefined && defaults.has(type)) {
      throw new UsageError(`Cannot use --default ${type}: --${type} is given as well`);
    }
    if (name !== undefined) return [{ type, name }];
    return defaults.has(type) ? [{ type, name: null }] : [];
  });
}

/** Describes an entity: `user "alice" and client-id "app"`, `the default of users`. */
export function entityText(entity: QuotaEntity): string {
  return entity.map(({ type, name }) => (
    name === null ? `the default ${type}` : `${type} ${JSON.stringify(name)}`
  )).join(" and ");
}

/** A cell for each kind of entity; a default is `<default>`, as Kafka's tools print it. */
export function entityCells(entity: QuotaEntity): Cell[] {
  return quotaEntityTypes.map((type) => {
    const part = entity.find((each) => each.type === type);
    return part === undefined ? null : part.name ?? "<default>";
  });
}

function entityType(text: string): QuotaEntityType {
  const found = quotaEntityTypes.find((type) => type === text);
  if (found !== undefined) return found;
  throw new UsageError(`Cannot use "${text}" for --default: expected ${listed(quotaEntityTypes)}`);
}
