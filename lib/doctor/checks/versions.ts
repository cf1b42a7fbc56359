import { UnsupportedApiError } from "../../kafka/connection/unsupported_api_error.ts";
import { type BrokerVersions, commonVersion } from "../../kafka/connection/versions.ts";
import { metadataMinVersion } from "../../kafka/metadata.ts";
import { formatAddress } from "../../text/format_address.ts";
import { metadata } from "../../wire/messages/03_metadata.ts";
import { brokerFault, type Examination } from "../examination.ts";
import { faultOf } from "../fault.ts";
import { kafkaRelease, softwareOf } from "../software.ts";
import { type Finding, ok } from "../step.ts";

/** Asks each broker for the APIs and versions that it accepts, without a login. */
export async function checkVersions(examination: Examination): Promise<Finding[]> {
  const { plainRegistry, signal } = examination;
  return await examination.eachBroker(async (broker, name) => {
    try {
      broker.versions = (await plainRegistry.get(broker.address, "main", signal)).versions;
    } catch (error) {
      return brokerFault(broker, faultOf(error));
    }
    const { versions } = broker;
    const limits = { minVersion: metadataMinVersion };
    const range = versions.get(metadata.key);
    if (commonVersion(metadata, range, limits) === null) {
      const address = formatAddress(broker.address);
      return brokerFault(
        broker,
        faultOf(new UnsupportedApiError(metadata, address, range, limits)),
      );
    }
    return ok(name, describe(versions), {
      software: softwareOf(versions, null) === "wah dev" ? "wah dev" : null,
      like_kafka: kafkaRelease(versions),
      apis: Object.fromEntries(
        [...versions].map(([key, { min, max }]) => [key, `${min}-${max}`]),
      ),
    });
  });
}

function describe(versions: BrokerVersions): string {
  const release = kafkaRelease(versions);
  const like = release === null ? "older than Kafka 0.11" : `like Kafka ${release}`;
  const software = softwareOf(versions, null) === "wah dev" ? "wah dev, " : "";
  return `${software}${versions.size} APIs, ${like}`;
}
