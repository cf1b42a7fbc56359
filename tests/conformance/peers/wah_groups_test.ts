import { fileURLToPath } from "node:url";
import { broker } from "../../support/brokers/broker.ts";
import { TestProcess } from "../../support/cli/process.ts";
import { sharesGroup } from "../consume/_mixed_group.ts";

const { brokers } = broker();

/** A member of a group that is a script of this folder. */
function startScript(path: string, topic: string, group: string): TestProcess {
  const script = fileURLToPath(new URL(path, import.meta.url));
  return new TestProcess(Deno.execPath(), [
    ...["run", "--quiet", "--no-prompt", "--frozen", "--allow-net", "--allow-read", "--allow-env"],
    ...[script, brokers, topic, group],
  ], { stdin: "" });
}

/** A member of a group that is kcat, with these assignors. */
function startKcat(topic: string, group: string, assignors: string): TestProcess {
  return new TestProcess("kcat", [
    ...["-b", brokers, "-G", group, "-u", "-f", "%p %o %s\n"],
    ...["-X", "heartbeat.interval.ms=100", "-X", "auto.offset.reset=earliest"],
    ...["-X", `partition.assignment.strategy=${assignors}`, topic],
  ], { stdin: "" });
}

for (
  const names of [["range", "roundrobin"], ["roundrobin"], ["cooperative-sticky"]]
) {
  Deno.test(`wah consume -g shares a group with kcat -G, ${names.join()}`, async () => {
    await sharesGroup({
      brokers,
      assignors: names,
      start: (topic, group) => startKcat(topic, group, names.join()),
    });
  });
}

Deno.test("wah consume -g shares a group with kafkajs", async () => {
  await sharesGroup({
    brokers,
    assignors: ["RoundRobinAssigner"],
    start: (topic, group) => startScript("_kafkajs_member.ts", topic, group),
  });
});

Deno.test("wah consume -g shares a group with @platformatic/kafka", async () => {
  await sharesGroup({
    brokers,
    assignors: ["roundrobin"],
    start: (topic, group) => startScript("platformatic/_member.ts", topic, group),
  });
});
