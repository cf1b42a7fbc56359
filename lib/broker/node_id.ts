/** The id of the only node of the cluster, the same as in Kafka's quick start. */
export const nodeId = 1;
