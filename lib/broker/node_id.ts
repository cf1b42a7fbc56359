/** The one node of this broker's cluster, numbered as in Kafka's quick start. */
export const nodeId = 1;
