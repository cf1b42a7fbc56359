import { codecs } from "../../../../lib/wire/codecs.ts";
import { uniqueTopic } from "../../../support/brokers/broker.ts";
import { onBoth } from "./_tools.ts";

/** Long enough for every codec to shrink it. */
const long = "Salut, wah ! ".repeat(40);

onBoth(
  "the console consumer reads what the console producer wrote in every codec",
  async (target) => {
    const topic = uniqueTopic("tool-console");
    await target.createTopic(topic);
    const lines = codecs.map((codec) => `${codec} ${long}`);
    for (const [index, codec] of codecs.entries()) {
      const batch = [`first ${lines[index]}`, `second ${lines[index]}`];
      await target.produce(topic, batch, ["--compression-codec", codec]);
    }
    const expected = lines.flatMap((line) => [`first ${line}`, `second ${line}`]);
    await target.prints(
      "consumer.ConsoleConsumer",
      ["--topic", topic, "--from-beginning", "--max-messages", String(expected.length)],
      expected,
      { stderr: `Processed a total of ${expected.length} messages\n` },
    );
  },
);
