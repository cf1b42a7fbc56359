import { FailedError, UsageError } from "../../lib/errors.ts";
import {
  iterationLimits,
  type ScramCredential,
  scramMechanisms,
} from "../../lib/kafka/access/scram_user.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import type { KafkaError } from "../../lib/kafka/kafka_error.ts";
import { openClient } from "../_shared/client.ts";
import { confirm, requireConsent, showPlan } from "../_shared/confirm.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { type CommandContext, defineCommand } from "../_shared/parser/command.ts";
import {
  choiceFlag,
  type Flag,
  switchFlag,
  valueFlag,
  wholeNumber,
} from "../_shared/parser/flag.ts";
import { errorOf } from "../_shared/failures.ts";
import { failAfter } from "../_shared/print.ts";
import { newPasswordVariable } from "../_shared/security_variables.ts";
import { table } from "../_shared/table.ts";

/** `wah user create`. */
export const userCreateCommand = defineCommand({
  description: "Create a user who logs in with SCRAM, or change the password with --replace. The " +
    `password is read from --new-password-file, from ${newPasswordVariable}, or typed. It is ` +
    "salted on this machine; the cluster never gets it.",
  examples: [
    ["wah user create alice", "asks for the password, twice"],
    ["wah user create ci --new-password-file ci.txt -y", "for scripts"],
    ["wah user create alice --mechanism scram-sha-512", "a second mechanism of the same user"],
    ["wah user create alice --replace", "change the password"],
  ],
  args: [{ name: "USER", brief: "the name of the user" }],
  flags: {
    mechanism: choiceFlag("login mechanism", scramMechanisms, { default: "scram-sha-256" }),
    iterations: valueFlag("how often the password is hashed", {
      placeholder: "COUNT",
      parse: wholeNumber("--iterations", iterationLimits),
      default: String(iterationLimits.min),
    }),
    newPasswordFile: valueFlag("file whose first line is the password of the new user", {
      placeholder: "FILE",
      complete: "file",
    }),
    replace: switchFlag("change the password if the user exists"),
    dryRun: switchFlag("show what would be done; change nothing"),
    output: outputFlag,
    password: refusedFlag("--password", "p"),
    newPassword: refusedFlag("--new-password"),
  },
  surplusError: () =>
    refusedPassword('Cannot run "wah user create": more than one argument; a password is not one'),
  async run({ args: [user = ""], flags, context }): Promise<void> {
    const { mechanism, iterations, replace = false, dryRun = false, output } = flags;
    const { newPassword } = await (import("./_password.ts" as string) as Promise<
      typeof import("./_password.ts")
    >);
    const action = `create user "${user}"`;
    if (!dryRun) await requireConsent(action, context);
    const readPassword = dryRun ? null : await newPassword(user, flags.newPasswordFile, context);
    await using client = await openClient(context, { readsOnly: dryRun, action });
    const credential: ScramCredential = { user, mechanism, iterations };
    const exists = await hasCredential(client, credential, context);
    if (exists && !replace) {
      throw new FailedError(`Cannot ${action}: it already has a password for ${mechanism}`, {
        hint: "Change the password with --replace",
      });
    }
    await ask(credential, { exists, dryRun }, context);
    const { printUserOutcomes, userFailure } = await loadOutcome();
    const { error, unconfirmed } = readPassword === null
      ? { error: null, unconfirmed: null }
      : await save(client, credential, await readPassword(), context);
    const done = exists ? "replaced" : "created";
    const status = error !== null ? "failed" : dryRun ? "valid" : done;
    const outcomes = [{ user, credential, status, error }] as const;
    const printed = printUserOutcomes(context.stdout, output, outcomes);
    await failAfter(printed, userFailure("create", outcomes) ?? unconfirmed);
  },
});

/** A flag that is known only to be refused. */
function refusedFlag(flag: string, alias?: string): Flag<undefined> {
  return {
    brief: "",
    isHidden: true,
    ...(alias === undefined ? {} : { alias }),
    refusal: () =>
      refusedPassword(`Cannot use "${flag}": other users of this machine can read command lines`),
  };
}

function refusedPassword(message: string): UsageError {
  return new UsageError(message, {
    hint: `Set ${newPasswordVariable} in the environment, or use --new-password-file`,
  });
}

function loadOutcome(): Promise<typeof import("./_outcome.ts")> {
  return import("./_outcome.ts" as string) as Promise<typeof import("./_outcome.ts")>;
}

async function hasCredential(
  client: KafkaClient,
  { user, mechanism }: ScramCredential,
  { signal }: CommandContext,
): Promise<boolean> {
  const [{ describeScramUsers }, { duringAction }] = await Promise.all([
    import("../../lib/kafka/access/describe_scram_users.ts" as string) as Promise<
      typeof import("../../lib/kafka/access/describe_scram_users.ts")
    >,
    import("../../lib/kafka/kafka_error.ts" as string) as Promise<
      typeof import("../../lib/kafka/kafka_error.ts")
    >,
  ]);
  const found = describeScramUsers(client, [user], { signal });
  const users = await duringAction(`create user "${user}"`, found);
  return users.some(({ credentials }) => credentials.some((one) => one.mechanism === mechanism));
}

async function ask(
  { user, mechanism, iterations }: ScramCredential,
  { exists, dryRun }: { readonly exists: boolean; readonly dryRun: boolean },
  context: CommandContext,
): Promise<void> {
  const rows = [[user, mechanism, iterations]];
  const plan = await table(["USER", "MECHANISM", "ITERATIONS"], rows, context.stderr);
  const heading = exists
    ? "The password of this user will be replaced:"
    : "This user will be created:";
  await showPlan(`${heading}\n${plan}`, context);
  if (dryRun) return;
  const question = exists ? `Replace the password of "${user}"?` : `Create user "${user}"?`;
  await confirm(question, `create user "${user}"`, context);
}

async function save(
  client: KafkaClient,
  credential: ScramCredential,
  password: string,
  { signal }: CommandContext,
): Promise<{ readonly error: KafkaError | null; readonly unconfirmed: unknown }> {
  const [{ awaitScramCredentials, setScramPassword }, { KafkaError }] = await Promise.all([
    import("../../lib/kafka/access/change_scram_users.ts" as string) as Promise<
      typeof import("../../lib/kafka/access/change_scram_users.ts")
    >,
    import("../../lib/kafka/kafka_error.ts" as string) as Promise<
      typeof import("../../lib/kafka/kafka_error.ts")
    >,
  ]);
  try {
    await setScramPassword(client, credential, password, { signal });
  } catch (error) {
    if (error instanceof KafkaError) return { error, unconfirmed: null };
    throw error;
  }
  const known = awaitScramCredentials(client, [credential], { exist: true, signal });
  return { error: null, unconfirmed: await errorOf(known) };
}
