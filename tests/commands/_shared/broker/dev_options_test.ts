import assert from "node:assert/strict";
import { defineCommand } from "../../../../commands/_shared/parser/command.ts";
import { readCommandLine } from "../../../../commands/_shared/parser/command_line.ts";
import { parseValues } from "../../../../commands/_shared/parser/parse_values.ts";
import {
  brokerFlags,
  devArguments,
  type DevOptions,
} from "../../../../commands/_shared/broker/dev_options.ts";

const command = defineCommand({ description: "", examples: [], flags: brokerFlags });

async function parse(words: readonly string[]): Promise<DevOptions> {
  const { flags } = await parseValues(await readCommandLine(words, command));
  return flags as DevOptions;
}

Deno.test("brokerFlags omit flags that were not given", async () => {
  assert.deepEqual(await parse([]), {});
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

Deno.test("devArguments() returns all flags of brokerFlags", async () => {
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
  assert.deepEqual(await parse(words), whole);
});

Deno.test("devArguments() returns the data directory, and no flag that was not given", async () => {
  assert.deepEqual(devArguments({ data: "-x" }), ["--data=-x"]);
  assert.deepEqual(await parse(["--data=-x"]), { data: "-x" });
});

for (const text of ["", ":3", "orders:", "orders:0", "orders:x", "orders:-1", "a:b:1"]) {
  Deno.test(`--topic rejects ${JSON.stringify(text)}`, async () => {
    await assert.rejects(parse([`--topic=${text}`]), {
      message:
        `Cannot use "${text}" for --topic: expected NAME or NAME:PARTITIONS, for example orders:3`,
    });
  });
}

for (const text of ["", "num.partitions", "=3"]) {
  Deno.test(`--set rejects ${JSON.stringify(text)}`, async () => {
    await assert.rejects(parse([`--set=${text}`]), {
      message: `Cannot use "${text}" for --set: expected KEY=VALUE`,
    });
  });
}
