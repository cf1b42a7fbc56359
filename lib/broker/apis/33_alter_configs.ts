import { errorCodes } from "../../wire/errors.ts";
import { alterConfigs } from "../../wire/messages/33_alter_configs.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer } from "../api.ts";
import { alterTopicConfigs, repeatedResources, replacedConfigs } from "../configs/alter_configs.ts";

/**
 * AlterConfigs v0-2: replaces ALL configs of a topic with the given ones.
 *
 * kafkajs and older librdkafka support only this request to change configs. Settings of the broker
 * are fixed when it starts. v2 has compact lengths.
 */
export const alterConfigsHandler: ApiHandler<
  RequestOf<typeof alterConfigs>,
  ResponseOf<typeof alterConfigs>
> = {
  api: alterConfigs,
  minVersion: 0,
  maxVersion: 2,
  async handle(request, { services, work }): LaterAnswer<typeof alterConfigs> {
    const repeats = repeatedResources(request.resources);
    const responses = await work.change(request.resources, async (resource) => {
      const { resourceType, resourceName, configs } = resource;
      const { error, message } = await alterTopicConfigs(resource, services, {
        change: () => replacedConfigs(configs),
        validateOnly: request.validateOnly,
        repeated: repeats.has(resource),
      });
      return { errorCode: errorCodes[error], errorMessage: message, resourceType, resourceName };
    });
    return { responses };
  },
};
