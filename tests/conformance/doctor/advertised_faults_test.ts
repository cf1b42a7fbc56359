import assert from "node:assert/strict";
import { formatAddress } from "../../../lib/text/format_address.ts";
import { metadata } from "../../../lib/wire/messages/03_metadata.ts";
import { DevProcess } from "../../support/broker_faults/dev_process.ts";
import { broker } from "../../support/brokers/broker.ts";
import { startEmbeddedBroker } from "../../support/brokers/embedded_broker.ts";
import { type Diagnosis, runDoctor, stepOf } from "../../support/cli/doctor.ts";
import { checkFaultRow, type Problem } from "../../support/docs/fault_table.ts";
import { closedAddress } from "../../support/peers/listener.ts";
import {
  on,
  type ScriptedBroker,
  scriptedBroker,
  scriptedCluster,
} from "../../support/peers/scripted_broker.ts";
import { tempFolder } from "../../support/temp_folder.ts";

const { brokers } = broker();

/** Runs the doctor on a development broker that advertises an address. */
async function diagnose(advertised: string): Promise<Diagnosis> {
  await using folder = await tempFolder();
  await using dev = await DevProcess.start({
    data: folder.path,
    args: ["--advertise", advertised],
  });
  return await runDoctor({ brokers: `127.0.0.1:${dev.port}` });
}

async function checkFault(problem: Problem, diagnosis: Diagnosis, code: string): Promise<void> {
  const { status, faults, stderr } = diagnosis;
  assert.deepEqual([status, faults], [1, [`advertised ${code}`]], stderr);
  assert.equal(stepOf(diagnosis, "metadata").status, "ok");
  await checkFaultRow(problem, diagnosis);
}

Deno.test("wah doctor reports that an advertised name does not exist", async () => {
  const diagnosis = await diagnose("kafka.invalid:9092");
  const problem = "the broker advertises a name that does not exist here";
  await checkFault(problem, diagnosis, "unresolved");
});

Deno.test("wah doctor reports that nothing listens at an advertised address", async () => {
  const diagnosis = await diagnose(formatAddress(closedAddress()));
  const problem = "nothing listens at the address that the broker advertises";
  await checkFault(problem, diagnosis, "refused");
});

Deno.test("wah doctor reports that an advertised address belongs to another cluster", async () => {
  const diagnosis = await diagnose(brokers);
  const problem = "the broker advertises the address of another cluster";
  await checkFault(problem, diagnosis, "other-cluster");
});

Deno.test("wah doctor reports that two brokers advertise the same address", async () => {
  const twin: ScriptedBroker = scriptedBroker([
    on(metadata, () => ({
      brokers: [1, 2].map((nodeId) => ({ nodeId, ...twin.address })),
      clusterId: "scripted",
      controllerId: 1,
    })),
  ]);
  await using _twin = twin;
  const diagnosis = await runDoctor({ brokers: formatAddress(twin.address) });
  await checkFault("two brokers advertise the same address", diagnosis, "duplicate-address");
});

Deno.test("wah doctor names the broker of three that is down, and checks the others", async () => {
  const cluster = scriptedCluster([], [], []);
  const [first, second, third] = cluster as [ScriptedBroker, ScriptedBroker, ScriptedBroker];
  await using _first = first;
  await using _second = second;
  const addresses = cluster.map(({ address }) => formatAddress(address));
  await third[Symbol.asyncDispose]();
  const one = await runDoctor({ brokers: addresses[0]! }, ["--probe"]);
  assert.deepEqual([one.status, one.faults], [1, ["advertised refused"]]);
  assert.match(one.stderr, new RegExp(`^error: Cannot reach broker 3 at ${addresses[2]}: `));
  assert.equal(stepOf(one, "probe").status, "skipped");
  const all = await runDoctor({ brokers: addresses.join(",") });
  assert.deepEqual([all.status, all.faults], [1, ["tcp refused"]]);
  assert.deepEqual(
    stepOf(all, "advertised").findings.map(({ status }) => status),
    ["ok", "ok", "skipped"],
  );
  await checkFaultRow("one of three brokers is down", one);
});

Deno.test("wah doctor reports that the brokers belong to two clusters", async () => {
  await using other = await startEmbeddedBroker();
  const diagnosis = await runDoctor({ brokers: `${brokers},${other.brokers}` });
  assert.deepEqual([diagnosis.status, diagnosis.faults], [1, ["metadata other-cluster"]]);
  await checkFaultRow("the brokers belong to two clusters", diagnosis);
});

Deno.test("wah doctor reports that a cluster has no controller", async () => {
  const lonely: ScriptedBroker = scriptedBroker([
    on(metadata, () => ({
      brokers: [{ nodeId: 1, ...lonely.address }],
      clusterId: "scripted",
      controllerId: -1,
    })),
  ]);
  await using _lonely = lonely;
  const diagnosis = await runDoctor({ brokers: formatAddress(lonely.address) });
  assert.deepEqual([diagnosis.status, diagnosis.faults], [1, ["controller no-controller"]]);
  await checkFaultRow("the cluster has no controller", diagnosis);
});
