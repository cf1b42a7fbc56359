/** Kinds of entities that quotas apply to, in the order in which they are shown. */
export const quotaEntityTypes = ["user", "client-id", "ip"] as const;

/** The limits that Kafka has. */
export const quotaKeys = [
  ...["producer_byte_rate", "consumer_byte_rate", "request_percentage"] as const,
  ...["controller_mutation_rate", "connection_creation_rate"] as const,
];

/** A kind of entity that quotas apply to. */
export type QuotaEntityType = typeof quotaEntityTypes[number];

/** A user, a client id or an address; null is the default of all that have no own quotas. */
export interface QuotaEntityPart {
  readonly type: QuotaEntityType;
  readonly name: string | null;
}

/** A user, a client id, a client id of a user, or an address. */
export type QuotaEntity = readonly QuotaEntityPart[];
