import assert from "node:assert/strict";
import { formatAddress } from "../../../lib/text/format_address.ts";
import { DevProcess } from "../../support/broker_faults/dev_process.ts";
import { broker } from "../../support/brokers/broker.ts";
import { runDoctor, stepOf } from "../../support/cli/doctor.ts";
import { checkFaultRow } from "../../support/docs/fault_table.ts";
import { answers, closedAddress, drain, listen, listenTls } from "../../support/peers/listener.ts";
import { startRecordingProxy } from "../../support/peers/recording_proxy.ts";
import { tempFolder } from "../../support/temp_folder.ts";

const { brokers } = broker();

Deno.test("wah doctor reports that an address is invalid, and goes no further", async () => {
  const diagnosis = await runDoctor({}, ["-b", "localhost:90920"]);
  assert.deepEqual([diagnosis.status, diagnosis.faults], [1, ["settings settings"]]);
  assert.ok(diagnosis.steps.slice(1).every(({ status }) => status === "skipped"));
  await checkFaultRow("an address is invalid", diagnosis);
});

Deno.test("wah doctor reports that a host name does not exist", async () => {
  const diagnosis = await runDoctor({ brokers: "no-such-host.invalid:9092" });
  assert.deepEqual([diagnosis.status, diagnosis.faults], [3, ["names unresolved"]]);
  await checkFaultRow("the host name does not exist", diagnosis);
});

Deno.test("wah doctor reports that nothing listens at a port, and skips what follows", async () => {
  const diagnosis = await runDoctor({ brokers: formatAddress(closedAddress()) });
  assert.deepEqual([diagnosis.status, diagnosis.faults], [3, ["tcp refused"]]);
  assert.ok(diagnosis.steps.slice(3).every(({ status }) => status === "skipped"));
  await checkFaultRow("nothing listens at the port", diagnosis);
});

Deno.test("wah doctor recognizes a web server, with TLS on and off", async () => {
  await using server = listen(answers("HTTP/1.1 400 Bad Request\r\n\r\n"));
  const [at, secured] = [formatAddress(server.address), { WAH_TLS_ENABLED: "true" }];
  const diagnosis = await runDoctor({ brokers: at });
  assert.deepEqual([diagnosis.status, diagnosis.faults], [3, ["protocol http"]]);
  await checkFaultRow("the port belongs to a web server", diagnosis);
  const withTls = await runDoctor({ env: { ...secured, WAH_BROKERS: at } });
  assert.deepEqual([withTls.status, withTls.faults], [3, ["protocol http"]]);
});

Deno.test("wah doctor recognizes another program", async () => {
  await using server = listen(answers("220 mail.example ESMTP\r\n"));
  const diagnosis = await runDoctor({ brokers: formatAddress(server.address) });
  assert.deepEqual([diagnosis.status, diagnosis.faults], [3, ["protocol foreign"]]);
  await checkFaultRow("the port belongs to another program", diagnosis);
});

Deno.test("wah doctor recognizes TLS on a plaintext port", async () => {
  const env = { WAH_BROKERS: brokers, WAH_TLS_ENABLED: "true" };
  const diagnosis = await runDoctor({ env });
  assert.deepEqual([diagnosis.status, diagnosis.faults], [3, ["protocol plaintext"]]);
  await checkFaultRow("TLS is on, and the port is plaintext", diagnosis);
});

Deno.test("wah doctor recognizes plaintext on a TLS port", async () => {
  await using server = listenTls(drain);
  const diagnosis = await runDoctor({ brokers: formatAddress(server.address) });
  assert.deepEqual([diagnosis.status, diagnosis.faults], [3, ["protocol tls"]]);
  await checkFaultRow("TLS is off, and the port expects TLS", diagnosis);
});

Deno.test("wah doctor reports that a port accepts no logins", async () => {
  const env = { WAH_BROKERS: brokers, WAH_SASL_USER: "ann", WAH_SASL_PASSWORD: "hidden-secret" };
  const diagnosis = await runDoctor({ env });
  assert.deepEqual([diagnosis.status, diagnosis.faults], [1, ["login login-not-accepted"]]);
  assert.doesNotMatch(diagnosis.stdout + diagnosis.stderr, /hidden-secret/);
  await checkFaultRow("the port accepts no logins", diagnosis);
});

Deno.test("wah doctor reports that the process of a broker is frozen", async () => {
  await using folder = await tempFolder();
  await using frozen = await DevProcess.start({ data: folder.path });
  Deno.kill(frozen.pid, "SIGSTOP");
  try {
    const diagnosis = await runDoctor({ brokers: `127.0.0.1:${frozen.port}` });
    assert.deepEqual([diagnosis.status, diagnosis.faults], [3, ["protocol timeout"]]);
    assert.equal(stepOf(diagnosis, "tcp").status, "ok");
    await checkFaultRow("the broker's process is frozen", diagnosis);
  } finally {
    Deno.kill(frozen.pid, "SIGCONT");
  }
});

Deno.test("wah doctor notes a proxy, and connects to brokers directly", async () => {
  await using proxy = startRecordingProxy({});
  const env = { WAH_BROKERS: brokers, HTTPS_PROXY: proxy.url, https_proxy: proxy.url };
  const diagnosis = await runDoctor({ env });
  assert.deepEqual([diagnosis.status, diagnosis.faults], [0, []], diagnosis.stderr);
  const note = stepOf(diagnosis, "settings").findings.find(({ status }) => status === "note");
  assert.equal(note?.text, "HTTPS_PROXY is set; connections to brokers do not use a proxy");
  const blocked = await runDoctor({
    env: { ...env, WAH_BROKERS: "broker.invalid:9092" },
  });
  assert.deepEqual([blocked.status, blocked.faults], [3, ["names unresolved"]]);
  await checkFaultRow("the network wants a proxy", blocked);
  assert.deepEqual(proxy.heads, []);
});
