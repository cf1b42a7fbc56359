import { type ScramCredential, scramMechanisms } from "../../lib/kafka/access/scram_user.ts";
import type { ScramUser } from "../../lib/kafka/access/describe_scram_users.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import type { KafkaError } from "../../lib/kafka/kafka_error.ts";
import { shellQuote } from "../../lib/text/shell_quote.ts";
import { openClient } from "../_shared/client.ts";
import { confirm, requireConsent, showPlan } from "../_shared/confirm.ts";
import { note } from "../_shared/note.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { type CommandContext, defineCommand } from "../_shared/parser/command.ts";
import { choiceFlag, switchFlag } from "../_shared/parser/flag.ts";
import { errorOf } from "../_shared/failures.ts";
import { failAfter } from "../_shared/print.ts";
import { table } from "../_shared/table.ts";
import type { UserOutcome } from "./_outcome.ts";

/** The credentials that were not deleted; by identity. */
type Failures = ReadonlyMap<ScramCredential, KafkaError>;

/** `wah user delete`. */
export const userDeleteCommand = defineCommand({
  description:
    "Delete users: they can no longer log in. Connections that are open stay open, and " +
    "the ACLs of the users stay.",
  examples: [
    ["wah user delete alice", "asks first"],
    ["wah user delete alice --mechanism scram-sha-512", "only this mechanism"],
    ["wah user delete alice bob --if-exists -y", "for scripts"],
  ],
  args: [{ name: "USER", brief: "users to delete", complete: "scram-user", isList: true }],
  flags: {
    mechanism: choiceFlag("only the password of this mechanism", scramMechanisms),
    ifExists: switchFlag("do not fail if a user does not exist"),
    dryRun: switchFlag("show what would be deleted; delete nothing"),
    output: outputFlag,
  },
  async run({ args, flags, context }): Promise<void> {
    const { mechanism, ifExists = false, dryRun = false, output } = flags;
    if (!dryRun) await requireConsent("delete users", context);
    const { signal, stdout } = context;
    const [{ describeScramUsers }, { duringAction }, { printUserOutcomes, userFailure }] =
      await Promise
        .all([
          import("../../lib/kafka/access/describe_scram_users.ts" as string) as Promise<
            typeof import("../../lib/kafka/access/describe_scram_users.ts")
          >,
          import("../../lib/kafka/kafka_error.ts" as string) as Promise<
            typeof import("../../lib/kafka/kafka_error.ts")
          >,
          import("./_outcome.ts" as string) as Promise<typeof import("./_outcome.ts")>,
        ]);
    await using client = await openClient(context, { readsOnly: dryRun, action: "delete users" });
    const find = (names: readonly string[] | null): ReturnType<typeof describeScramUsers> =>
      duringAction("delete users", describeScramUsers(client, names, { signal }));
    const users = await find(args);
    const chosen = users.flatMap(({ credentials }) =>
      credentials.filter((one) => mechanism === undefined || one.mechanism === mechanism)
    );
    await ask(chosen, dryRun, context);
    const { failures, unconfirmed } = dryRun
      ? { failures: null, unconfirmed: null }
      : await remove(client, chosen, context);
    const outcomes = await outcomesOf(users, chosen, { failures, ifExists });
    const failed = outcomes.filter(({ status }) => status === "failed");
    const existing = failed.length === 0 ? [] : (await find(null)).map(({ user }) => user);
    const printed = printUserOutcomes(stdout, output, outcomes);
    await failAfter(printed, userFailure("delete", failed, existing) ?? unconfirmed);
    const names = [...new Set(chosen.map(({ user }) => user))];
    if (dryRun || names.length === 0) return;
    const flagsOf = names.map((name) => `--principal ${shellQuote(name)}`).join(" ");
    await note(`Their ACLs stay; to see them: wah acl list ${flagsOf}`, context);
  },
});

async function ask(
  chosen: readonly ScramCredential[],
  dryRun: boolean,
  context: CommandContext,
): Promise<void> {
  if (chosen.length === 0) return;
  const rows = chosen.map(({ user, mechanism, iterations }) => [user, mechanism, iterations]);
  const plan = await table(["USER", "MECHANISM", "ITERATIONS"], rows, context.stderr);
  await showPlan(`These passwords will be deleted:\n${plan}`, context);
  if (dryRun) return;
  const [first, ...others] = new Set(chosen.map(({ user }) => user));
  const what = others.length === 0 ? `user "${first}"` : `these ${others.length + 1} users`;
  await confirm(`Delete ${what}?`, "delete users", context);
}

/** Deletes the credentials; returns those that failed, with the errors. */
async function remove(
  client: KafkaClient,
  chosen: readonly ScramCredential[],
  { signal }: CommandContext,
): Promise<{ readonly failures: Failures; readonly unconfirmed: unknown }> {
  const { awaitScramCredentials, deleteScramCredentials } =
    await (import("../../lib/kafka/access/change_scram_users.ts" as string) as Promise<
      typeof import("../../lib/kafka/access/change_scram_users.ts")
    >);
  const results = await deleteScramCredentials(client, chosen, { signal });
  const failures = new Map(
    results.flatMap(({ credential, error }) => error === null ? [] : [[credential, error]]),
  );
  const deleted = chosen.filter((credential) => !failures.has(credential));
  if (deleted.length === 0) return { failures, unconfirmed: null };
  const known = awaitScramCredentials(client, deleted, { exist: false, signal });
  return { failures, unconfirmed: await errorOf(known) };
}

/** A row for each credential, and for each user that has none. */
async function outcomesOf(
  users: readonly ScramUser[],
  chosen: readonly ScramCredential[],
  { failures, ifExists }: { readonly failures: Failures | null; readonly ifExists: boolean },
): Promise<UserOutcome[]> {
  const [{ KafkaError }, { errorCodes }] = await Promise.all([
    import("../../lib/kafka/kafka_error.ts" as string) as Promise<
      typeof import("../../lib/kafka/kafka_error.ts")
    >,
    import("../../lib/wire/errors.ts" as string) as Promise<
      typeof import("../../lib/wire/errors.ts")
    >,
  ]);
  return users.flatMap(({ user, error }): UserOutcome[] => {
    const own = chosen.filter((credential) => credential.user === user);
    if (own.length > 0) {
      return own.map((credential) => {
        const failure = failures?.get(credential) ?? null;
        const done = failures === null ? "valid" : "deleted";
        return { user, credential, status: failure === null ? done : "failed", error: failure };
      });
    }
    const missing = error ??
      new KafkaError(errorCodes.RESOURCE_NOT_FOUND, "it has no password of this mechanism");
    const isFine = ifExists && missing.code === errorCodes.RESOURCE_NOT_FOUND;
    return [{
      user,
      credential: null,
      status: isFine ? "absent" : "failed",
      error: isFine ? null : missing,
    }];
  });
}
