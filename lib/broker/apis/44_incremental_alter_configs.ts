import { errorCodes } from "../../wire/errors.ts";
import { incrementalAlterConfigs } from "../../wire/messages/44_incremental_alter_configs.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer } from "../api.ts";
import {
  alterTopicConfigs,
  changedConfigs,
  onlyDeletes,
  repeatedResources,
} from "../configs/alter_configs.ts";

/**
 * IncrementalAlterConfigs v0-1: sets, deletes, appends to and subtracts from configs of a topic.
 *
 * Settings of the broker are fixed when it starts. v1 has compact lengths.
 *
 * @see KIP-339
 */
export const incrementalAlterConfigsHandler: ApiHandler<
  RequestOf<typeof incrementalAlterConfigs>,
  ResponseOf<typeof incrementalAlterConfigs>
> = {
  api: incrementalAlterConfigs,
  minVersion: 0,
  maxVersion: 1,
  async handle(request, { services, work }): LaterAnswer<typeof incrementalAlterConfigs> {
    const repeats = repeatedResources(request.resources);
    const responses = await work.change(request.resources, async (resource) => {
      const { resourceType, resourceName, configs } = resource;
      const { error, message } = await alterTopicConfigs(resource, services, {
        change: (current) => changedConfigs(current, configs, services.settings),
        validateOnly: request.validateOnly,
        repeated: repeats.has(resource),
        onlyDeletes: onlyDeletes(configs),
      });
      return { errorCode: errorCodes[error], errorMessage: message, resourceType, resourceName };
    });
    return { responses };
  },
};
