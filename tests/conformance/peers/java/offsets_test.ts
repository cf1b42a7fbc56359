import { uniqueTopic } from "../../../support/brokers/broker.ts";
import { onBoth } from "./_tools.ts";

onBoth(
  "kafka-get-offsets prints offsets by time, and none for an unknown topic",
  async (target) => {
    const topic = uniqueTopic("tool-offsets");
    await target.createTopic(topic);
    await target.produce(topic, ["one", "two", "three"], ["--request-required-acks", "1"]);
    const offsets = { "-1": 3, "-2": 0, "1000": 0 };
    for (const [time, offset] of Object.entries(offsets)) {
      const args = ["--topic", topic, "--time", time];
      await target.prints("GetOffsetShell", args, [`${topic}:0:${offset}`]);
    }
    await target.prints("GetOffsetShell", ["--topic", topic, "--time", "99999999999999"], []);
    await target.prints("GetOffsetShell", ["--topic", `${topic}-none`], [], {
      status: 1,
      stderr: "Error occurred: Could not match any topic-partitions with the specified filters\n",
    });
  },
);

onBoth(
  "kafka-delete-records moves the start of a partition, but not past its end",
  async (target) => {
    const topic = uniqueTopic("tool-deletes");
    await target.createTopic(topic);
    const plain = ["--command-property", "enable.idempotence=false"];
    await target.produce(topic, ["one", "two", "three"], plain);
    const file = await Deno.makeTempFile({ suffix: ".json" });
    const results = [
      { offset: 2, says: "low_watermark: 2" },
      {
        offset: 4,
        says: "error: org.apache.kafka.common.errors.OffsetOutOfRangeException: " +
          "The requested offset is not within the range of offsets maintained by the server.",
      },
    ];
    try {
      for (const { offset, says } of results) {
        const partitions = [{ topic, partition: 0, offset }];
        await Deno.writeTextFile(file, JSON.stringify({ partitions, version: 1 }));
        await target.prints("DeleteRecordsCommand", ["--offset-json-file", file], [
          "Executing records delete operation",
          "Records delete operation completed:",
          `partition: ${topic}-0\t${says}`,
        ]);
      }
    } finally {
      await Deno.remove(file);
    }
    await target.prints("GetOffsetShell", ["--topic", topic, "--time", "earliest"], [
      `${topic}:0:2`,
    ]);
  },
);
