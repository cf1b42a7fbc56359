import { exchange } from "../../kafka/connection/exchange.ts";
import { ConnectionRegistry } from "../../kafka/connection/connection_registry.ts";
import type { Address } from "../../kafka/config.ts";
import { saslHandshake } from "../../wire/messages/17_sasl_handshake.ts";
import { WahError } from "../../errors.ts";
import { brokerFault, type Examination } from "../examination.ts";
import { faultOf } from "../fault.ts";
import { type Finding, ok, skipped } from "../step.ts";

/** Logs in to each broker, if a login is set. */
export async function checkLogin(examination: Examination): Promise<Finding[]> {
  const { config: { sasl }, registry, signal } = examination;
  if (sasl === undefined) return [skipped("no login is set")];
  const mechanism = sasl.mechanism.toUpperCase();
  const user = "username" in sasl ? sasl.username : null;
  return await examination.eachBroker(async (broker, name) => {
    try {
      await registry.get(broker.address, "main", signal);
    } catch (error) {
      return brokerFault(broker, faultOf(error));
    }
    const who = user === null ? "" : ` as "${user}"`;
    return ok(name, `logged in${who} with ${mechanism}`, { mechanism, user });
  });
}

/**
 * The login mechanisms that a port offers, sorted; empty if it accepts no logins, or does not
 * answer.
 *
 * @throws The signal's reason if it aborts first.
 */
export async function offeredMechanisms(
  address: Address,
  { config, wait }: Pick<Examination, "config" | "wait">,
): Promise<readonly string[]> {
  const { sasl: _, ...plain } = config;
  await using registry = new ConnectionRegistry(plain);
  try {
    const connection = await registry.get(address, "main", wait.signal);
    // A broker lists its mechanisms if it does not know the one that is asked for.
    const answer = await exchange(connection, saslHandshake, { mechanism: "" }, wait);
    return answer.mechanisms.toSorted();
  } catch (error) {
    if (!(error instanceof WahError) || error.kind === "interrupted") throw error;
    return [];
  }
}
