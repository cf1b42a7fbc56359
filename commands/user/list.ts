import { openClient } from "../_shared/client.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { failAfter, printList } from "../_shared/print.ts";
import { table } from "../_shared/table.ts";

/** `wah user list`. */
export const userListCommand = defineCommand({
  description: "List users who log in with SCRAM: one row for each mechanism.",
  examples: [
    ["wah user list", "all users"],
    ["wah user list alice bob -o jsonl", "exits with 1 if one of them does not exist"],
  ],
  args: [{
    name: "USER",
    brief: "only these users",
    complete: "scram-user",
    isOptional: true,
    isList: true,
  }],
  flags: { output: outputFlag },
  async run({ args, flags: { output }, context }): Promise<void> {
    const { signal, stdout } = context;
    const [{ describeScramUsers }, { duringAction }, { userFailure }] = await Promise.all([
      import("../../lib/kafka/access/describe_scram_users.ts" as string) as Promise<
        typeof import("../../lib/kafka/access/describe_scram_users.ts")
      >,
      import("../../lib/kafka/kafka_error.ts" as string) as Promise<
        typeof import("../../lib/kafka/kafka_error.ts")
      >,
      import("./_outcome.ts" as string) as Promise<typeof import("./_outcome.ts")>,
    ]);
    await using client = await openClient(context, { readsOnly: true });
    const wanted = args.length === 0 ? null : args;
    const find = (names: typeof wanted): ReturnType<typeof describeScramUsers> =>
      duringAction("list users", describeScramUsers(client, names, { signal }));
    const users = await find(wanted);
    const items = users.flatMap(({ credentials }) => credentials);
    const isFailed = users.some(({ error }) => error !== null);
    const existing = isFailed ? (await find(null)).map(({ user }) => user) : [];
    const text = (): Promise<string> =>
      table(
        ["USER", "MECHANISM", "ITERATIONS"],
        items.map(({ user, mechanism, iterations }) => [user, mechanism, iterations]),
        stdout,
      );
    const printed = printList(stdout, output, { name: "users", items, text });
    await failAfter(printed, userFailure("list", users, existing));
  },
});
