/**
 * The operations on a topic and on the cluster, as the bits of Kafka's AclOperation numbers.
 *
 * Without access control every client can do all of them. The responses state that if a request
 * asks for it, as Kafka does without an authorizer.
 *
 * @see KIP-430
 */
export const everyOperation = {
  /** READ, WRITE, CREATE, DELETE, ALTER, DESCRIBE, DESCRIBE_CONFIGS, ALTER_CONFIGS. */
  topic: 0b1101_1111_1000,
  /** CREATE, ALTER, DESCRIBE, CLUSTER_ACTION, DESCRIBE_CONFIGS, ALTER_CONFIGS, IDEMPOTENT_WRITE. */
  cluster: 0b1_1111_1010_0000,
} as const;
