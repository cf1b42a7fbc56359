import { describeClientQuotas } from "../../lib/wire/messages/48_describe_client_quotas.ts";
import { alterClientQuotas } from "../../lib/wire/messages/49_alter_client_quotas.ts";
import {
  describeUserScramCredentials,
} from "../../lib/wire/messages/50_describe_user_scram_credentials.ts";
import {
  alterUserScramCredentials,
} from "../../lib/wire/messages/51_alter_user_scram_credentials.ts";
import { differential } from "./_pair.ts";

differential("DescribeClientQuotas", async (pair) => {
  const of = (entityType: string, matchType: number, match: string | null = null) => (
    { entityType, matchType, match }
  );
  const filters = [
    [],
    [of("user", 0, pair.name)],
    [of("user", 0, pair.name), of("client-id", 0, pair.name)],
    [of("client-id", 2)],
    [of("ip", 1)],
    [of("ip", 0, "192.0.2.1"), of("user", 0, "a")],
    [of("nope", 0, "a")],
    [of("", 0, "a")],
    [of("user", 7, "a")],
    [of("user", 0)],
    [of("user", 1, "x")],
    [of("user", 2, "x")],
    [of("user", 0, "a"), of("user", 0, "b")],
  ];
  for (const components of filters) {
    for (const strict of [true, false]) {
      await pair.compare(JSON.stringify([components, strict]), {
        api: describeClientQuotas,
        body: { components, strict },
      });
    }
  }
});

type Entity = readonly (readonly [type: string, name: string | null])[];
type Op = readonly [key: string, value: number | null];

/** Kafka would keep a quota, so this sets only invalid ones, and removes missing ones. */
differential("AlterClientQuotas that changes nothing", async (pair) => {
  const ask = async (entity: Entity, ops: readonly Op[]): Promise<void> => {
    await pair.compare(JSON.stringify([entity, ops]), {
      api: alterClientQuotas,
      body: {
        entries: [{
          entity: entity.map(([entityType, entityName]) => ({ entityType, entityName })),
          ops: ops.map(([key, value]) => ({ key, value: value ?? 0, remove: value === null })),
        }],
      },
    });
  };
  const alice = [["user", pair.name]] as const;
  await ask(alice, []);
  await ask(alice, [["producer_byte_rate", null]]);
  await ask(alice, [["nope", null]]);
  await ask(alice, [["nope", 1]]);
  await ask(alice, [["producer_byte_rate", -1]]);
  await ask([["user", null]], [["request_percentage", null]]);
  await ask([["ip", "192.0.2.1"]], [["connection_creation_rate", null]]);
  await ask([["user", ""]], [["producer_byte_rate", null]]);
  await ask([["nope", "a"]], [["producer_byte_rate", null]]);
  await ask([], [["producer_byte_rate", null]]);
  await ask([...alice, ["ip", "192.0.2.1"]], [["producer_byte_rate", null]]);
  await pair.compare("nothing", { api: alterClientQuotas, body: { entries: [] } });
});

differential("DescribeUserScramCredentials", async (pair) => {
  const alice = { name: pair.name };
  for (const users of [null, [], [alice], [{ name: "" }], [alice, { name: "bob" }, alice]]) {
    await pair.compare(JSON.stringify(users), {
      api: describeUserScramCredentials,
      body: { users },
    });
  }
});

/** Kafka would keep a credential, so this sets only invalid ones, and removes missing ones. */
differential("AlterUserScramCredentials that changes nothing", async (pair) => {
  const remove = (name: string, mechanism: number) => ({ name, mechanism });
  for (
    const deletions of [
      [],
      [remove(pair.name, 1)],
      [remove(pair.name, 1), remove("bob", 2)],
      [remove(pair.name, 1), remove(pair.name, 2)],
      [remove(pair.name, 1), remove(pair.name, 1)],
      [remove(pair.name, 0)],
      [remove(pair.name, 9)],
      [remove("", 1)],
    ]
  ) {
    await pair.compare(`delete ${JSON.stringify(deletions)}`, {
      api: alterUserScramCredentials,
      body: { deletions },
    });
  }
  const alice = {
    name: pair.name,
    mechanism: 1,
    iterations: 4096,
    salt: new Uint8Array([1]),
    saltedPassword: new Uint8Array([2]),
  };
  for (
    const change of [
      { mechanism: 0 },
      { mechanism: 9 },
      { iterations: 1 },
      { iterations: 4095 },
      { iterations: 16_385 },
      { mechanism: 2, iterations: 4095 },
      { name: "" },
    ]
  ) {
    await pair.compare(`set ${JSON.stringify(change)}`, {
      api: alterUserScramCredentials,
      body: { upsertions: [{ ...alice, ...change }] },
    });
  }
  await pair.compare("set twice", {
    api: alterUserScramCredentials,
    body: { upsertions: [alice, alice] },
  });
});
