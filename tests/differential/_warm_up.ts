import { findCoordinator } from "../../lib/wire/messages/10_find_coordinator.ts";
import { describeGroups } from "../../lib/wire/messages/15_describe_groups.ts";
import { initProducerId } from "../../lib/wire/messages/22_init_producer_id.ts";
import { poll } from "../support/poll.ts";
import { Peer } from "./_peer.ts";

/** Waits until a Kafka that has just started has coordinators and producer ids. */
export async function warmUp(brokers: string): Promise<void> {
  using kafka = await Peer.open("Kafka", brokers);
  const settled = async (ask: () => Promise<number>): Promise<void> => {
    await poll(
      async () => await ask() === 0 || undefined,
      () => "Kafka did not get ready for groups and producers",
    );
  };
  await settled(async () => {
    const answer = await kafka.ask(findCoordinator, 4, { coordinatorKeys: ["warm-up"] });
    return answer!.coordinators[0]!.errorCode;
  });
  await settled(async () => {
    const answer = await kafka.ask(describeGroups, 5, { groups: ["warm-up"] });
    return answer!.groups[0]!.errorCode;
  });
  await settled(async () => (await kafka.ask(initProducerId, 4, {}))!.errorCode);
}
