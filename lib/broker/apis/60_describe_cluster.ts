import { errorCodes } from "../../wire/errors.ts";
import { describeCluster } from "../../wire/messages/60_describe_cluster.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import { everyOperation } from "../authorized_operations.ts";
import type { Answer, ApiHandler } from "../api.ts";
import { nodeId } from "../node_id.ts";

/** The kinds of endpoints that a request can ask for. */
const brokerEndpoints = 1;
const controllerEndpoints = 2;

/**
 * DescribeCluster v0-1: the cluster's id and its only broker.
 *
 * v1 can request controllers instead, which do not exist here. Omitted: v2, which adds fenced
 * brokers.
 */
export const describeClusterHandler: ApiHandler<
  RequestOf<typeof describeCluster>,
  ResponseOf<typeof describeCluster>
> = {
  api: describeCluster,
  minVersion: 0,
  maxVersion: 1,
  handle(request, { advertised, services }): Answer<typeof describeCluster> {
    if (request.endpointType === controllerEndpoints) {
      return {
        errorCode: errorCodes.MISMATCHED_ENDPOINT_TYPE,
        errorMessage: "The request was sent to an endpoint of type BROKER, " +
          "but we wanted an endpoint of type CONTROLLER",
      };
    }
    if (request.endpointType !== brokerEndpoints) {
      return {
        errorCode: errorCodes.UNSUPPORTED_ENDPOINT_TYPE,
        errorMessage: `Unsupported endpoint type ${request.endpointType}`,
      };
    }
    return {
      clusterId: services.clusterId,
      controllerId: nodeId,
      brokers: [{ brokerId: nodeId, ...advertised, rack: null }],
      ...(request.includeClusterAuthorizedOperations &&
        { clusterAuthorizedOperations: everyOperation.cluster }),
    };
  },
};
