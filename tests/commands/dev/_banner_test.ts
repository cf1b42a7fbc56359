import assert from "node:assert/strict";
import { banner, type BannerFacts } from "../../../commands/dev/_banner.ts";

const facts: BannerFacts = {
  host: "localhost",
  port: 9092,
  directory: "/data",
  sync: "full",
  stop: "Ctrl-C",
};

Deno.test("banner() states the address, the data and the purpose", () => {
  assert.equal(
    banner(facts),
    "  address     localhost:9092\n" +
      "  data        /data\n" +
      "  durability  acknowledged means on disk\n" +
      "  cluster     one node, for development\n" +
      "  stop        Ctrl-C\n",
  );
});

Deno.test("banner() states that data in memory is lost", () => {
  const text = banner({ ...facts, directory: null });
  assert.match(text, /\n {2}data {8}in memory, lost when it stops\n {2}durability {2}none\n/);
});

Deno.test("banner() states the risk of the sync mode normal", () => {
  const text = banner({ ...facts, sync: "normal" });
  assert.match(text, /durability {2}a crash of the machine may lose the last seconds\n/);
});

for (const host of ["0.0.0.0", "::", "10.0.0.1", "kafka.example"]) {
  Deno.test(`banner() warns that other machines can reach ${host}`, () => {
    assert.match(banner({ ...facts, host }), /\n {2}warning {5}anyone who can reach this machine/);
  });
}

for (const host of ["127.0.0.1", "127.1.2.3", "::1", "LOCALHOST"]) {
  Deno.test(`banner() does not warn about ${host}`, () => {
    assert.ok(!banner({ ...facts, host }).includes("warning"));
  });
}
