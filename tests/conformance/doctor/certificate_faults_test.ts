import assert from "node:assert/strict";
import { formatAddress } from "../../../lib/text/format_address.ts";
import { type Diagnosis, runDoctor, stepOf } from "../../support/cli/doctor.ts";
import { checkFaultRow, type Problem } from "../../support/docs/fault_table.ts";
import { CertificateFolder, type IssuedCertificate } from "../../support/kafka/certificates.ts";
import { drain, listenTls } from "../../support/peers/listener.ts";

const past = "20210101000000Z";

/** Serves TLS with a certificate and the one that signed it, and runs the doctor there. */
async function diagnose(
  own: IssuedCertificate,
  { issuer, trusted }: {
    readonly issuer?: IssuedCertificate;
    readonly trusted?: IssuedCertificate;
  } = {},
): Promise<Diagnosis> {
  const chain = [own, ...(issuer === undefined ? [] : [issuer])];
  const certificates = chain.map(({ certificateFile }) => Deno.readTextFileSync(certificateFile));
  await using server = listenTls(drain, {
    cert: certificates.join(""),
    key: Deno.readTextFileSync(own.keyFile),
  });
  const ca = trusted === undefined ? {} : { WAH_TLS_CA: trusted.certificateFile };
  const env = { WAH_BROKERS: formatAddress(server.address), WAH_TLS_ENABLED: "true", ...ca };
  return await runDoctor({ env });
}

async function checkFault(problem: Problem, diagnosis: Diagnosis, code: string): Promise<void> {
  assert.deepEqual([diagnosis.status, diagnosis.faults], [3, [`tls ${code}`]], diagnosis.stderr);
  assert.equal(stepOf(diagnosis, "protocol").status, "ok");
  await checkFaultRow(problem, diagnosis);
}

Deno.test("wah doctor reports that a certificate is not trusted", async () => {
  await using folder = await CertificateFolder.create();
  const alone = await folder.issue("alone");
  const self = await diagnose(alone);
  await checkFault("the broker's certificate is self-signed", self, "certificate");
  const issuer = await folder.issue("Corporate CA", { isAuthority: true });
  const other = await folder.issue("other", { isAuthority: true });
  const broker = await folder.issue("broker", { issuer });
  const unknown = await diagnose(broker, { trusted: other });
  await checkFault("the broker's certificate is of an unknown CA", unknown, "certificate");
});

Deno.test("wah doctor reports that a certificate has expired", async () => {
  await using folder = await CertificateFolder.create();
  const issuer = await folder.issue("CA", { isAuthority: true });
  const old = await folder.issue("broker", { issuer, until: past });
  const expired = await diagnose(old, { issuer, trusted: issuer });
  await checkFault("the broker's certificate has expired", expired, "certificate-time");
  const oldIssuer = await folder.issue("old CA", { isAuthority: true, until: past });
  const broker = await folder.issue("young broker", { issuer: oldIssuer });
  const young = await diagnose(broker, { issuer: oldIssuer, trusted: issuer });
  await checkFault("the CA's certificate has expired", young, "certificate-time");
  const trusting = await diagnose(broker, { issuer: oldIssuer, trusted: oldIssuer });
  assert.deepEqual([trusting.status, trusting.faults], [1, ["settings settings"]]);
  await checkFaultRow("the CA that you trust has expired", trusting);
});

Deno.test("wah doctor reports that a certificate is for another host", async () => {
  await using folder = await CertificateFolder.create();
  const issuer = await folder.issue("CA", { isAuthority: true });
  const broker = await folder.issue("broker", { issuer, hosts: "DNS:kafka.example" });
  const diagnosis = await diagnose(broker, { issuer, trusted: issuer });
  const problem = "the broker's certificate is for another host";
  await checkFault(problem, diagnosis, "certificate-name");
});
