import { defineCommand } from "./_shared/parser/command.ts";
import { switchFlag } from "./_shared/parser/flag.ts";
import { outputFlag } from "./_shared/output_flag.ts";

/** `wah doctor`. */
export const doctorCommand = defineCommand({
  description:
    "Find out why wah cannot connect: check settings, names, TCP, TLS, login and each address " +
    "that the brokers advertise, one after the other, and name the first fault and its remedy. " +
    "Changes nothing without --probe, and never starts a broker. Exits with 0 if there is no " +
    "fault, 1 if there is one, 3 if no broker is reachable.",
  examples: [
    ["wah doctor", "check the cluster that the settings name"],
    ["wah doctor -b broker-1:9092", "check another one"],
    ["wah doctor --probe", "also write and read a record, in a topic of its own"],
  ],
  flags: {
    probe: switchFlag("write a record to a new topic, read it, and delete the topic"),
    output: outputFlag,
  },
  async run({ flags: { probe, output }, context }): Promise<void> {
    const { runDoctor } =
      await (import("./doctor/_run.ts" as string) as Promise<typeof import("./doctor/_run.ts")>);
    await runDoctor({ probes: probe ?? false, output }, context);
  },
});
