import type { Address, SaslConfig } from "../../../../lib/kafka/config.ts";
import { openStream } from "../../../../lib/kafka/connection/open_stream.ts";
import { Login } from "../../../../lib/kafka/connection/login.ts";
import { RequestPipeline } from "../../../../lib/kafka/connection/request_pipeline.ts";
import type { BrokerVersions } from "../../../../lib/kafka/connection/versions.ts";
import { saslHandshake } from "../../../../lib/wire/messages/17_sasl_handshake.ts";
import { on, type Script, scriptedBroker } from "../../../support/peers/scripted_broker.ts";
import { never } from "./_connections.ts";

export const plain = { mechanism: "plain", username: "bob", password: "secret" } as const;
export const both: BrokerVersions = new Map([[17, { min: 0, max: 1 }], [36, { min: 0, max: 2 }]]);

export async function openPipeline(address: Address): Promise<RequestPipeline> {
  return new RequestPipeline(await openStream(address, { signal: never }), "test");
}

export async function close(pipeline: RequestPipeline): Promise<void> {
  pipeline.fail(new Error("the test is over"));
  await pipeline.closed;
}

/** Logs in once, where a broker does what `scripts` say. */
export async function logIn(
  scripts: readonly Script[],
  sasl: SaslConfig,
  versions: BrokerVersions = both,
): Promise<void> {
  await using broker = scriptedBroker(scripts);
  const pipeline = await openPipeline(broker.address);
  try {
    await new Login({ sasl, address: broker.address, versions }).authenticate(pipeline);
  } finally {
    await close(pipeline);
  }
}

export function offers(...mechanisms: string[]): Script {
  return on(saslHandshake, () => ({ mechanisms }));
}
