import { KafkaError } from "../../lib/kafka/kafka_error.ts";

/** The hint for an error about ACLs; undefined if its own hint is better. */
export function refusalHint({ codeName }: KafkaError): string | undefined {
  return codeName === "SECURITY_DISABLED"
    ? "Configure an authorizer on the brokers (authorizer.class.name); wah dev has none"
    : undefined;
}

/**
 * Runs a request about ACLs; its errors say which action failed.
 *
 * @param action For example `list ACLs`.
 */
export async function duringAction<Result>(
  action: string,
  result: Promise<Result>,
): Promise<Result> {
  try {
    return await result;
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error;
    throw error.during(action, refusalHint(error) ?? error.hint);
  }
}
