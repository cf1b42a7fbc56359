/** Whether the same request may succeed later. */
const retriable = true;
const final = false;

/**
 * All error codes of Kafka 4.2: code, Kafka's name, whether a retry may succeed, and the meaning,
 * to follow "Cannot <action> <object>: ".
 *
 * @see Kafka protocol guide, "Error Codes"
 */
const rows = [
  [-1, "UNKNOWN_SERVER_ERROR", final, "the broker failed in a way it did not expect"],
  [0, "NONE", final, "no error"],
  [1, "OFFSET_OUT_OF_RANGE", final, "the offset is outside the log"],
  [2, "CORRUPT_MESSAGE", retriable, "the record batch is damaged, or does not suit the topic"],
  [3, "UNKNOWN_TOPIC_OR_PARTITION", retriable, "the broker knows no such topic or partition"],
  [4, "INVALID_FETCH_SIZE", final, "the fetch size is invalid"],
  [5, "LEADER_NOT_AVAILABLE", retriable, "the partition has no leader at the moment"],
  [6, "NOT_LEADER_OR_FOLLOWER", retriable, "the partition is led by another broker"],
  [7, "REQUEST_TIMED_OUT", retriable, "the broker did not finish in time"],
  [8, "BROKER_NOT_AVAILABLE", final, "the broker is not available"],
  [9, "REPLICA_NOT_AVAILABLE", retriable, "the replica is not available"],
  [10, "MESSAGE_TOO_LARGE", final, "the message is larger than the broker or topic accepts"],
  [11, "STALE_CONTROLLER_EPOCH", final, "the controller has moved to another broker"],
  [12, "OFFSET_METADATA_TOO_LARGE", final, "the metadata of the committed offset is too long"],
  [13, "NETWORK_EXCEPTION", retriable, "the broker closed the connection before it answered"],
  [14, "COORDINATOR_LOAD_IN_PROGRESS", retriable, "the coordinator is still loading"],
  [15, "COORDINATOR_NOT_AVAILABLE", retriable, "there is no coordinator at the moment"],
  [16, "NOT_COORDINATOR", retriable, "the group or transaction is coordinated by another broker"],
  [17, "INVALID_TOPIC_EXCEPTION", final, "the topic's name is invalid, or the topic is internal"],
  [18, "RECORD_LIST_TOO_LARGE", final, "the record batch is larger than a log segment"],
  [19, "NOT_ENOUGH_REPLICAS", retriable, "fewer replicas are in sync than the topic demands"],
  [
    20,
    "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
    retriable,
    "the records were written, but to fewer in-sync replicas than demanded",
  ],
  [21, "INVALID_REQUIRED_ACKS", final, "the broker does not know this number of acknowledgements"],
  [22, "ILLEGAL_GENERATION", final, "the group has moved on to another generation"],
  [23, "INCONSISTENT_GROUP_PROTOCOL", final, "the group's members share no protocol with this one"],
  [24, "INVALID_GROUP_ID", final, "the group id is invalid"],
  [25, "UNKNOWN_MEMBER_ID", final, "the group does not know this member"],
  [26, "INVALID_SESSION_TIMEOUT", final, "the session timeout is outside the broker's limits"],
  [27, "REBALANCE_IN_PROGRESS", final, "the group is rebalancing"],
  [28, "INVALID_COMMIT_OFFSET_SIZE", final, "the offsets to commit are too large"],
  [29, "TOPIC_AUTHORIZATION_FAILED", final, "not allowed for this topic"],
  [30, "GROUP_AUTHORIZATION_FAILED", final, "not allowed for this group"],
  [31, "CLUSTER_AUTHORIZATION_FAILED", final, "not allowed in this cluster"],
  [32, "INVALID_TIMESTAMP", final, "the record's timestamp is out of range"],
  [33, "UNSUPPORTED_SASL_MECHANISM", final, "the broker does not offer this SASL mechanism"],
  [34, "ILLEGAL_SASL_STATE", final, "the connection is in another state of authentication"],
  [35, "UNSUPPORTED_VERSION", final, "the broker does not serve this version of the request"],
  [36, "TOPIC_ALREADY_EXISTS", final, "a topic of this name exists already"],
  [37, "INVALID_PARTITIONS", final, "the number of partitions is invalid"],
  [
    38,
    "INVALID_REPLICATION_FACTOR",
    final,
    "the replication factor is below 1 or above the number of brokers",
  ],
  [39, "INVALID_REPLICA_ASSIGNMENT", final, "the assignment of replicas is invalid"],
  [40, "INVALID_CONFIG", final, "a config is unknown or its value invalid"],
  [41, "NOT_CONTROLLER", retriable, "another node is the controller"],
  [42, "INVALID_REQUEST", final, "the broker considers the request malformed"],
  [
    43,
    "UNSUPPORTED_FOR_MESSAGE_FORMAT",
    final,
    "the format of the stored records does not allow this",
  ],
  [44, "POLICY_VIOLATION", final, "a policy of the broker forbids it"],
  [45, "OUT_OF_ORDER_SEQUENCE_NUMBER", final, "a record batch before this one is missing"],
  [46, "DUPLICATE_SEQUENCE_NUMBER", final, "the record batch was written already"],
  [47, "INVALID_PRODUCER_EPOCH", final, "a newer producer has taken over the producer id"],
  [48, "INVALID_TXN_STATE", final, "the transaction is in another state"],
  [
    49,
    "INVALID_PRODUCER_ID_MAPPING",
    final,
    "the producer id does not belong to the transactional id",
  ],
  [50, "INVALID_TRANSACTION_TIMEOUT", final, "the transaction timeout is above the broker's limit"],
  [51, "CONCURRENT_TRANSACTIONS", retriable, "another change of the same transaction is pending"],
  [
    52,
    "TRANSACTION_COORDINATOR_FENCED",
    final,
    "the transaction is coordinated by another broker by now",
  ],
  [53, "TRANSACTIONAL_ID_AUTHORIZATION_FAILED", final, "not allowed for this transactional id"],
  [54, "SECURITY_DISABLED", final, "the broker runs without access control"],
  [55, "OPERATION_NOT_ATTEMPTED", final, "not tried, because another part of the request failed"],
  [56, "KAFKA_STORAGE_ERROR", retriable, "the broker failed to use its disk"],
  [57, "LOG_DIR_NOT_FOUND", final, "the broker has no such log directory"],
  [58, "SASL_AUTHENTICATION_FAILED", final, "the broker refused the user name or password"],
  [59, "UNKNOWN_PRODUCER_ID", final, "the broker has forgotten this producer id"],
  [60, "REASSIGNMENT_IN_PROGRESS", final, "the partition is being moved already"],
  [61, "DELEGATION_TOKEN_AUTH_DISABLED", final, "the broker has delegation tokens switched off"],
  [62, "DELEGATION_TOKEN_NOT_FOUND", final, "the broker knows no such delegation token"],
  [63, "DELEGATION_TOKEN_OWNER_MISMATCH", final, "the delegation token belongs to someone else"],
  [
    64,
    "DELEGATION_TOKEN_REQUEST_NOT_ALLOWED",
    final,
    "the connection may not ask for delegation tokens",
  ],
  [65, "DELEGATION_TOKEN_AUTHORIZATION_FAILED", final, "not allowed for this delegation token"],
  [66, "DELEGATION_TOKEN_EXPIRED", final, "the delegation token has expired"],
  [67, "INVALID_PRINCIPAL_TYPE", final, "the broker does not know this type of principal"],
  [68, "NON_EMPTY_GROUP", final, "the group still has members"],
  [69, "GROUP_ID_NOT_FOUND", final, "the broker knows no such group"],
  [70, "FETCH_SESSION_ID_NOT_FOUND", retriable, "the broker has forgotten the fetch session"],
  [71, "INVALID_FETCH_SESSION_EPOCH", retriable, "the fetch session is out of step"],
  [
    72,
    "LISTENER_NOT_FOUND",
    retriable,
    "the partition's leader does not listen where this broker does",
  ],
  [73, "TOPIC_DELETION_DISABLED", final, "the broker has deleting topics switched off"],
  [74, "FENCED_LEADER_EPOCH", retriable, "the client's leader epoch is older than the broker's"],
  [75, "UNKNOWN_LEADER_EPOCH", retriable, "the client's leader epoch is newer than the broker's"],
  [
    76,
    "UNSUPPORTED_COMPRESSION_TYPE",
    final,
    "this version of the request cannot carry the compression used",
  ],
  [77, "STALE_BROKER_EPOCH", final, "the broker has registered again since"],
  [78, "OFFSET_NOT_AVAILABLE", retriable, "the new leader does not know the end of its log yet"],
  [79, "MEMBER_ID_REQUIRED", final, "the member has to join again with the id it was given"],
  [80, "PREFERRED_LEADER_NOT_AVAILABLE", retriable, "the preferred leader is not available"],
  [81, "GROUP_MAX_SIZE_REACHED", final, "the group is full"],
  [82, "FENCED_INSTANCE_ID", final, "another member has taken over the instance id"],
  [83, "ELIGIBLE_LEADERS_NOT_AVAILABLE", retriable, "no replica may become leader at the moment"],
  [84, "ELECTION_NOT_NEEDED", retriable, "the partition needs no election"],
  [85, "NO_REASSIGNMENT_IN_PROGRESS", final, "the partition is not being moved"],
  [86, "GROUP_SUBSCRIBED_TO_TOPIC", final, "the group still reads this topic"],
  [87, "INVALID_RECORD", final, "the broker refused a record"],
  [88, "UNSTABLE_OFFSET_COMMIT", retriable, "an open transaction still holds these offsets"],
  [89, "THROTTLING_QUOTA_EXCEEDED", retriable, "the client has used up its quota"],
  [90, "PRODUCER_FENCED", final, "a newer producer has taken over the transactional id"],
  [91, "RESOURCE_NOT_FOUND", final, "there is no such resource"],
  [92, "DUPLICATE_RESOURCE", final, "the same resource is named twice"],
  [93, "UNACCEPTABLE_CREDENTIAL", final, "the credential is not acceptable"],
  [94, "INCONSISTENT_VOTER_SET", final, "the node is not one of the voters expected"],
  [95, "INVALID_UPDATE_VERSION", final, "the version of the update is invalid"],
  [96, "FEATURE_UPDATE_FAILED", final, "the features could not be updated"],
  [
    97,
    "PRINCIPAL_DESERIALIZATION_FAILURE",
    final,
    "the controller could not decode the principal of a forwarded request",
  ],
  [98, "SNAPSHOT_NOT_FOUND", final, "there is no such snapshot"],
  [99, "POSITION_OUT_OF_RANGE", final, "the position is outside the snapshot"],
  [100, "UNKNOWN_TOPIC_ID", retriable, "the broker knows no topic of this id"],
  [101, "DUPLICATE_BROKER_REGISTRATION", final, "the broker's id is in use already"],
  [102, "BROKER_ID_NOT_REGISTERED", final, "no broker of this id is registered"],
  [103, "INCONSISTENT_TOPIC_ID", retriable, "the topic's id differs from that of the log"],
  [104, "INCONSISTENT_CLUSTER_ID", final, "the request is meant for another cluster"],
  [105, "TRANSACTIONAL_ID_NOT_FOUND", final, "the broker knows no such transactional id"],
  [106, "FETCH_SESSION_TOPIC_ID_ERROR", retriable, "the fetch session mixes topic names and ids"],
  [107, "INELIGIBLE_REPLICA", final, "a replica is not fit to count as in sync"],
  [108, "NEW_LEADER_ELECTED", final, "another leader was elected in the meantime"],
  [109, "OFFSET_MOVED_TO_TIERED_STORAGE", final, "the offset has moved to tiered storage"],
  [110, "FENCED_MEMBER_EPOCH", final, "the group has removed the member, which has to join again"],
  [111, "UNRELEASED_INSTANCE_ID", final, "another member still holds the instance id"],
  [112, "UNSUPPORTED_ASSIGNOR", final, "the group does not know this assignor"],
  [113, "STALE_MEMBER_EPOCH", final, "the member's epoch is out of date"],
  [114, "MISMATCHED_ENDPOINT_TYPE", final, "the request went to the wrong kind of endpoint"],
  [115, "UNSUPPORTED_ENDPOINT_TYPE", final, "the broker does not know this kind of endpoint"],
  [116, "UNKNOWN_CONTROLLER_ID", final, "there is no controller of this id"],
  [117, "UNKNOWN_SUBSCRIPTION_ID", final, "the telemetry subscription is out of date"],
  [118, "TELEMETRY_TOO_LARGE", final, "the telemetry is larger than the broker accepts"],
  [119, "INVALID_REGISTRATION", final, "the controller refused the broker's registration"],
  [120, "TRANSACTION_ABORTABLE", final, "the transaction failed and has to be aborted"],
  [121, "INVALID_RECORD_STATE", final, "the record cannot be acknowledged in its state"],
  [122, "SHARE_SESSION_NOT_FOUND", retriable, "the broker has forgotten the share session"],
  [123, "INVALID_SHARE_SESSION_EPOCH", retriable, "the share session is out of step"],
  [124, "FENCED_STATE_EPOCH", final, "the share group's state has moved on"],
  [125, "INVALID_VOTER_KEY", final, "the voter's key is not that of the replica"],
  [126, "DUPLICATE_VOTER", final, "the voter is one already"],
  [127, "VOTER_NOT_FOUND", final, "there is no such voter"],
  [128, "INVALID_REGULAR_EXPRESSION", final, "the regular expression is invalid"],
  [129, "REBOOTSTRAP_REQUIRED", final, "the client has to start again from its first addresses"],
  [130, "STREAMS_INVALID_TOPOLOGY", final, "the topology is invalid"],
  [131, "STREAMS_INVALID_TOPOLOGY_EPOCH", final, "the topology's epoch is invalid"],
  [132, "STREAMS_TOPOLOGY_FENCED", final, "the topology's epoch is out of date"],
  [133, "SHARE_SESSION_LIMIT_REACHED", retriable, "the broker has no room for more share sessions"],
] as const;

/** Kafka's name of an error code: "UNKNOWN_TOPIC_OR_PARTITION". */
export type ErrorName = typeof rows[number][1];

/** One error code of Kafka with its meaning. */
export interface ErrorCode {
  readonly code: number;
  /** Kafka's name, or "UNKNOWN_ERROR_CODE_n" for one that is newer than this table. */
  readonly name: string;
  /** Whether the same request may succeed later, according to Kafka. */
  readonly retriable: boolean;
  /** The meaning, to follow "Cannot <action> <object>: ". */
  readonly sentence: string;
}

/** Error codes by name, for example `errorCodes.TOPIC_ALREADY_EXISTS`. */
export const errorCodes = {} as { readonly [Name in ErrorName]: number };
// Every command that connects does this at its start, where `Object.fromEntries` is slow.
for (const row of rows) (errorCodes as Record<ErrorName, number>)[row[1]] = row[0];

/** Returns the meaning of `code`; a code that is not in the table is not retriable. */
export function describeErrorCode(code: number): ErrorCode {
  const [, name, retriable, sentence] = rows.find(([known]) => known === code) ?? [
    code,
    `UNKNOWN_ERROR_CODE_${code}`,
    false,
    `the broker answered with error ${code}, which is newer than this program`,
  ];
  return { code, name, retriable, sentence };
}
