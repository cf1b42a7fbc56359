import assert from "node:assert/strict";
import { inspectTls } from "../../../../../lib/kafka/connection/tls/inspect_tls.ts";
import { CertificateFolder } from "../../../../support/kafka/certificates.ts";
import { closedAddress, drain, listen, listenTls } from "../../../../support/peers/listener.ts";
import { never } from "../_connections.ts";

Deno.test("inspectTls() returns the chain that a server sends", async () => {
  await using folder = await CertificateFolder.create();
  const root = await folder.issue("root", { isAuthority: true });
  const middle = await folder.issue("middle", { isAuthority: true, issuer: root });
  const leaf = await folder.issue("leaf", {
    issuer: middle,
    hosts: "DNS:kafka.test",
    from: "20200102030405Z",
    until: "20210102030405Z",
  });
  const chain = await folder.join("chain.pem", leaf.certificateFile, middle.certificateFile);
  await using server = listenTls(drain, {
    cert: await Deno.readTextFile(chain),
    key: await Deno.readTextFile(leaf.keyFile),
  });
  const inspection = await inspectTls(server.address, { signal: never });
  assert.equal(inspection?.version, "TLSv1.3");
  assert.deepEqual(inspection?.chain.map(({ subject, issuer }) => [subject, issuer]), [
    ["leaf", "middle"],
    ["middle", "root"],
  ]);
  assert.deepEqual(inspection?.chain[0], {
    subject: "leaf",
    issuer: "middle",
    hosts: "DNS:kafka.test",
    validFrom: new Date("2020-01-02T03:04:05Z"),
    validTo: new Date("2021-01-02T03:04:05Z"),
  });
});

Deno.test("inspectTls() returns null if there is no handshake", async () => {
  await using plain = listen(async (connection) => {
    await connection.read(new Uint8Array(1024));
    await connection.write(new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n\r\n"));
  });
  assert.equal(await inspectTls(plain.address, { signal: never }), null);
  assert.equal(await inspectTls(closedAddress(), { signal: never }), null);
});

Deno.test("inspectTls() stops if the signal aborts", async () => {
  const stop = new AbortController();
  await using silent = listen(async (connection) => {
    await connection.read(new Uint8Array(1024));
    stop.abort(new Error("enough"));
    await drain(connection);
  });
  await assert.rejects(inspectTls(silent.address, { signal: stop.signal }), { message: "enough" });
});
