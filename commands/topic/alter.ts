import { UsageError } from "../../lib/errors.ts";
import type { ConfigChange } from "../../lib/kafka/admin/alter_configs.ts";
import type { VisibleConfigs } from "../../lib/kafka/admin/describe_configs.ts";
import { openClient } from "../_shared/client.ts";
import { confirm, requireConsent, showPlan } from "../_shared/confirm.ts";
import { keyAndValue } from "../_shared/key_and_value.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { type Flag, listFlag, switchFlag } from "../_shared/parser/flag.ts";
import { failAfter, printList } from "../_shared/print.ts";
import { table } from "../_shared/table.ts";
import { failureOf, type TopicOutcome } from "./_outcome.ts";
import {
  missingFailure,
  namePatterns,
  selectByName,
  selectMatching,
} from "../_shared/select_topics.ts";

/** A config of a topic before and after the change. */
interface ConfigStep {
  readonly topic: string;
  readonly config: string;
  readonly before: string | null;
  /** Null if it is not known, after a dry run. */
  readonly after: string | null;
}

/** `wah topic alter`. */
export const topicAlterCommand = defineCommand({
  description:
    "Change configs of topics; all other configs stay as they are. Prints each changed " +
    "config before and after.",
  examples: [
    ["wah topic alter orders --set retention.ms=86400000", "keep records for a day"],
    ["wah topic alter orders --unset retention.ms", "back to the broker's default"],
    ["wah topic alter orders --append cleanup.policy=compact", "add to a list"],
    ["wah topic alter -r 'test-.*' --set retention.ms=1000 --dry-run", "check, change nothing"],
  ],
  args: [{
    name: "TOPIC",
    complete: "topic",
    brief: "topics to change, or with --regex, regular expressions",
    isList: true,
  }],
  flags: {
    set: configFlag("set a config", "--set"),
    unset: listFlag("remove a config, so that the default applies", {
      alias: "d",
      placeholder: "KEY",
    }),
    append: configFlag("add a value to a config that is a list", "--append"),
    subtract: configFlag("remove a value from a config that is a list", "--subtract"),
    regex: switchFlag("treat the arguments as regular expressions for whole names; asks first", {
      alias: "r",
    }),
    dryRun: switchFlag("let the broker check the changes; change nothing"),
    output: outputFlag,
  },
  async run({ args: names, flags, context }): Promise<void> {
    const { regex = false, dryRun = false, output } = flags;
    const changes = changesOf(flags);
    const patterns = regex ? await namePatterns(names) : [];
    if (regex && !dryRun) await requireConsent("alter topics", context);
    const { alterTopicConfigs } =
      await (import("../../lib/kafka/admin/alter_configs.ts" as string) as Promise<
        typeof import("../../lib/kafka/admin/alter_configs.ts")
      >);
    const { describeConfigs } =
      await (import("../../lib/kafka/admin/describe_configs.ts" as string) as Promise<
        typeof import("../../lib/kafka/admin/describe_configs.ts")
      >);
    const { signal, stdout } = context;
    await using client = await openClient(context, { readsOnly: dryRun, action: "alter topics" });
    const { topics } = await client.metadata({ topics: "all", signal });
    const selection = regex
      ? selectMatching(topics, patterns, { verb: "alter" })
      : selectByName(topics, names);
    const missing = await missingFailure(client, selection, { verb: "alter", topics, signal });
    if (missing !== null) throw missing;
    const found = selection.found.map(({ name }) => name);
    if (regex && !dryRun) {
      await showPlan(found.map((name) => `${name}\n`).join(""), context);
      await confirm(`Alter these ${found.length} topics?`, "alter topics", context);
    }
    const before = await describeConfigs(client, found, { signal });
    const results = await alterTopicConfigs(client, found, changes, {
      validateOnly: dryRun,
      signal,
    });
    const altered = results.filter(({ error }) => error === null).map(({ name }) => name);
    const after = dryRun ? null : await describeConfigs(client, altered, { signal });
    const steps = altered.flatMap((topic) =>
      stepsOf(topic, changes, before.get(topic), after?.get(topic))
    );
    const outcomes = results.map(({ name, error }): TopicOutcome => (
      { topic: name, status: error === null ? "valid" : "failed", error }
    ));
    const text = (): Promise<string> =>
      table(
        ["TOPIC", "CONFIG", "BEFORE", dryRun ? "AFTER (DRY RUN)" : "AFTER"],
        steps.map(({ topic, config, before, after }) => [topic, config, before, after]),
        stdout,
      );
    const printed = printList(stdout, output, { name: "configs", items: steps, text });
    await failAfter(printed, failureOf("alter", outcomes, hintFor));
  },
});

function configFlag(
  brief: string,
  name: string,
): Flag<readonly (readonly [key: string, value: string])[] | undefined> {
  return listFlag(brief, { placeholder: "KEY=VALUE", parse: keyAndValue(name) });
}

interface ChangeFlags {
  readonly set?: readonly (readonly [string, string])[];
  readonly unset?: readonly string[];
  readonly append?: readonly (readonly [string, string])[];
  readonly subtract?: readonly (readonly [string, string])[];
}

/** @throws {UsageError} If there is no change, or two of them contradict each other. */
function changesOf(
  { set = [], unset = [], append = [], subtract = [] }: ChangeFlags,
): ConfigChange[] {
  const changes = [
    ...set.map(([name, value]): ConfigChange => ({ kind: "set", name, value })),
    ...unset.map((name): ConfigChange => ({ kind: "unset", name, value: null })),
    ...append.map(([name, value]): ConfigChange => ({ kind: "append", name, value })),
    ...subtract.map(([name, value]): ConfigChange => ({ kind: "subtract", name, value })),
  ];
  if (changes.length === 0) {
    throw new UsageError('Cannot run "wah topic alter": there is no change', {
      hint: "Use --set KEY=VALUE, --unset KEY, --append KEY=VALUE or --subtract KEY=VALUE",
    });
  }
  const names = changes.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return changes;
  throw new UsageError(`Cannot change config "${twice}": it is named twice`);
}

function stepsOf(
  topic: string,
  changes: readonly ConfigChange[],
  before: VisibleConfigs | undefined,
  after: VisibleConfigs | undefined,
): ConfigStep[] {
  const valueIn = (configs: VisibleConfigs | undefined, name: string): string | null =>
    configs?.entries?.find((entry) => entry.name === name)?.value ?? null;
  return changes.map(({ kind, name, value }) => ({
    topic,
    config: name,
    before: valueIn(before, name),
    after: after !== undefined ? valueIn(after, name) : kind === "set" ? value : null,
  }));
}

function hintFor({ error }: TopicOutcome): string | undefined {
  return error?.codeName === "INVALID_CONFIG"
    ? "See the names and values of a topic's configs: wah topic describe -a TOPIC"
    : undefined;
}
