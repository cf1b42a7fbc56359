import { duringAction, type KafkaError } from "../../lib/kafka/kafka_error.ts";

/** The hint for an error about ACLs; undefined if its own hint is better. */
export function refusalHint({ codeName }: KafkaError): string | undefined {
  return codeName === "SECURITY_DISABLED"
    ? "Configure an authorizer on the brokers (authorizer.class.name); wah dev has none"
    : undefined;
}

/**
 * Waits for the result of a request about ACLs; its errors say which action failed.
 *
 * @param action For example `list ACLs`.
 */
export function duringAclAction<Result>(action: string, result: Promise<Result>): Promise<Result> {
  return duringAction(action, result, refusalHint);
}
