import { sharesGroup } from "../../consume/_mixed_group.ts";
import { onBoth } from "./_tools.ts";

/** The lines of the console consumer, as `partition offset value`. */
function lines(stdout: string): string[] {
  return [...stdout.matchAll(/^Partition:(\d+)\tOffset:(\d+)\t(.*)\n/gm)]
    .map(([, partition, offset, value]) => `${partition} ${offset} ${value}`).toSorted();
}

for (
  const [name, settings, assignors] of [
    ["its own assignors", [], ["range", "cooperative-sticky"]],
    [
      "cooperative-sticky",
      ["partition.assignment.strategy=org.apache.kafka.clients.consumer.CooperativeStickyAssignor"],
      ["cooperative-sticky"],
    ],
  ] as const
) {
  onBoth(`wah consume -g shares a group with a Java consumer with ${name}`, async (target) => {
    await sharesGroup({
      brokers: target.brokers,
      assignors,
      lines,
      start: (topic, group) =>
        target.start("consumer.ConsoleConsumer", [
          ...["--topic", topic, "--group", group, "--from-beginning"],
          ...["partition", "offset"].flatMap((each) => [
            "--formatter-property",
            `print.${each}=true`,
          ]),
          ...["heartbeat.interval.ms=200", ...settings].flatMap((each) => [
            "--command-property",
            each,
          ]),
        ]),
    });
  });
}
