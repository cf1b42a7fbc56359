import assert from "node:assert/strict";
import { Command } from "@commander-js/extra-typings";
import {
  addBrokerOptions,
  devArguments,
  type DevOptions,
  devOptions,
} from "../../../commands/dev/_options.ts";

function parse(words: readonly string[]): DevOptions {
  const command = new Command();
  addBrokerOptions(command);
  return devOptions(command.parse([...words], { from: "user" }));
}

Deno.test("addBrokerOptions() leaves out what was not typed", () => {
  assert.deepEqual(parse([]), {});
});

const whole: DevOptions & { readonly data: string } = {
  listen: { host: "::1", port: 0 },
  data: "/data, and\n$more",
  topic: [{ name: "orders" }, { name: "users", partitionCount: 3 }],
  advertise: { host: "kafka.example", port: 9093 },
  set: [["num.partitions", "3"], ["log.retention.ms", "-1"], ["a", "b=c"]],
  strict: true,
  sync: "normal",
  idleTimeout: 600,
};

Deno.test("devArguments() says all that addBrokerOptions() reads", () => {
  const words = devArguments(whole);
  assert.deepEqual(words, [
    "--listen=[::1]:0",
    "--data=/data, and\n$more",
    "--topic=orders",
    "--topic=users:3",
    "--advertise=kafka.example:9093",
    "--set=num.partitions=3",
    "--set=log.retention.ms=-1",
    "--set=a=b=c",
    "--strict",
    "--sync=normal",
    "--idle-timeout=600",
  ]);
  assert.deepEqual(parse(words), whole);
});

Deno.test("devArguments() says where the data is, and nothing that was not said", () => {
  assert.deepEqual(devArguments({ data: "-x" }), ["--data=-x"]);
  assert.deepEqual(parse(["--data=-x"]), { data: "-x" });
});

for (const text of ["", ":3", "orders:", "orders:0", "orders:x", "orders:-1", "a:b:1"]) {
  Deno.test(`--topic refuses ${JSON.stringify(text)}`, () => {
    assert.throws(() => parse([`--topic=${text}`]), {
      message:
        `Cannot use "${text}" for --topic: expected NAME or NAME:PARTITIONS, for example orders:3`,
    });
  });
}

for (const text of ["", "num.partitions", "=3"]) {
  Deno.test(`--set refuses ${JSON.stringify(text)}`, () => {
    assert.throws(() => parse([`--set=${text}`]), {
      message: `Cannot use "${text}" for --set: expected key=value`,
    });
  });
}
