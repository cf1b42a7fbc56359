import assert from "node:assert/strict";
import { defineCommand } from "../../../../commands/_shared/parser/command.ts";
import { readCommandLine } from "../../../../commands/_shared/parser/command_line.ts";
import {
  choiceFlag,
  listFlag,
  optionalValueFlag,
  switchFlag,
  valueFlag,
  wholeNumber,
} from "../../../../commands/_shared/parser/flag.ts";
import { parseValues } from "../../../../commands/_shared/parser/parse_values.ts";

const read = defineCommand({
  description: "Reads topics.",
  examples: [],
  args: [{ name: "TOPIC", brief: "topics", isList: true }],
  flags: {
    offset: valueFlag("offsets", { alias: "o", placeholder: "OFFSET", default: "start" }),
    num: valueFlag("how many", { alias: "n", placeholder: "COUNT", parse: wholeNumber("-n") }),
    header: listFlag("headers", { alias: "H", placeholder: "KEY=VALUE" }),
    format: choiceFlag("format", ["json", "jsonl"], { alias: "f" }),
    regex: switchFlag("regular expressions", { alias: "r" }),
    noPresence: switchFlag("hide"),
    wait: optionalValueFlag("wait", {
      placeholder: "SECONDS",
      parse: wholeNumber("--wait"),
      bareValue: 60,
      conflicts: ["regex"],
    }),
  },
});

const send = defineCommand({
  description: "Sends.",
  examples: [],
  args: [
    { name: "MESSAGE", brief: "message" },
    { name: "TEXT", brief: "text", isOptional: true, isList: true },
  ],
  flags: { user: valueFlag("name", { alias: "u", placeholder: "NAME" }) },
});

const run = defineCommand({
  description: "Runs.",
  examples: [],
  flags: {
    user: valueFlag("name", { alias: "u", placeholder: "NAME" }),
    exec: switchFlag("x"),
    bell: choiceFlag("bell", ["on", "off"], { isPreference: true }),
  },
  subcommands: { send: { summary: "sends", load: () => Promise.resolve(send) } },
  runsProgram: true,
  run: () => Promise.resolve(),
});

const list = defineCommand({
  description: "Lists.",
  examples: [],
  flags: {},
  subcommands: { read: { summary: "reads", load: () => Promise.resolve(read) } },
});

const root = defineCommand({
  description: "The root.",
  examples: [],
  flags: {},
  subcommands: {
    read: { summary: "reads", load: () => Promise.resolve(read) },
    run: { summary: "runs", load: () => Promise.resolve(run) },
    list: { summary: "lists", load: () => Promise.resolve(list) },
  },
});

interface Expected {
  readonly path?: string;
  readonly flags?: object;
  readonly globals?: object;
  readonly args?: readonly string[];
  readonly program?: readonly string[];
}

const lines: readonly (readonly [words: readonly string[], expected: Expected])[] = [
  [["read", "t", "-o", "-10"], { flags: { offset: "-10" }, args: ["t"] }],
  [["read", "t", "--offset", "-10"], { flags: { offset: "-10" } }],
  [["read", "t", "--offset=-10"], { flags: { offset: "-10" } }],
  [["read", "t", "-o-10"], { flags: { offset: "-10" } }],
  [["read", "t", "-o=-10"], { flags: { offset: "-10" } }],
  [["read", "t", "-o", "--num"], { flags: { offset: "--num" } }],
  [["read", "t", "-o", "-n"], { flags: { offset: "-n" } }],
  [["read", "t", "-o", ""], { flags: { offset: "" } }],
  [["read", "t", "--offset="], { flags: { offset: "" } }],
  [["read", "t", "-o", "a\nb"], { flags: { offset: "a\nb" } }],
  [["read", "-o=", "t"], { flags: { offset: "" }, args: ["t"] }],
  [["read", "t", "-n5"], { flags: { offset: "start", num: 5 }, args: ["t"] }],
  [["read", "-n5", "t"], { flags: { offset: "start", num: 5 }, args: ["t"] }],
  [["read", "t", "-yo", "end"], { flags: { offset: "end" }, globals: { yes: true } }],
  [["read", "t", "-ryoend"], { flags: { offset: "end", regex: true }, globals: { yes: true } }],
  [["read", "t", "-H", "a=1", "-H", "-b=2"], {
    flags: { offset: "start", header: ["a=1", "-b=2"] },
  }],
  [["read", "t", "-n", "1", "-n", "2"], { flags: { offset: "start", num: 2 } }],
  [["read", "t", "-f", "jsonl"], { flags: { offset: "start", format: "jsonl" } }],
  [["read", "t", "--no-presence"], { flags: { offset: "start", noPresence: true } }],
  [["read", "t", "--wait"], { flags: { offset: "start", wait: 60 } }],
  [["read", "t", "--wait", "5"], { flags: { offset: "start", wait: 5 } }],
  [["read", "t", "--wait", "-y"], { flags: { offset: "start", wait: 60 }, globals: { yes: true } }],
  [["-b", "x:1", "read", "t"], { globals: { brokers: "x:1" }, args: ["t"] }],
  [["read", "-b", "x:1", "t"], { globals: { brokers: "x:1" }, args: ["t"] }],
  [["read", "t", "-bx:1"], { globals: { brokers: "x:1" }, args: ["t"] }],
  [["read", "-10", "-.5"], { args: ["-10", "-.5"] }],
  [["--", "list", "--", "read", "t", "-n5"], { path: "wah list read", args: ["t"] }],
  [["read", "--", "-weird", "--help"], { args: ["-weird", "--help"] }],
  [["read", "a", "b", "-"], { args: ["a", "b", "-"] }],
  [["run", "-u", "bob"], { path: "wah run", flags: { user: "bob" } }],
  [["run", "-u", "bob", "send", "0/1", "hi"], {
    path: "wah run send",
    flags: { user: "bob" },
    args: ["0/1", "hi"],
  }],
  [["run", "--bell", "off", "send", "0/1"], { path: "wah run send", flags: {}, args: ["0/1"] }],
  [["run", "-u", "send", "send", "0/1"], { path: "wah run send", flags: { user: "send" } }],
  [["run", "-u", "a", "--", "npm", "-n5", "--", "x"], {
    flags: { user: "a" },
    program: ["npm", "-n5", "--", "x"],
  }],
];

for (const [words, expected] of lines) {
  Deno.test(`readCommandLine() and parseValues() read ${JSON.stringify(words)}`, async () => {
    const line = await readCommandLine(words, root);
    const { flags, globals, args } = await parseValues(line);
    const all: Required<Omit<Expected, "program">> & Pick<Expected, "program"> = {
      path: line.path,
      flags,
      globals,
      args,
      ...(line.program === undefined ? {} : { program: line.program }),
    };
    for (const [key, value] of Object.entries(expected)) {
      assert.deepEqual(all[key as keyof Expected], value);
    }
  });
}

const mistakes: readonly (readonly [words: readonly string[], message: RegExp, hint?: string])[] = [
  [["red"], /unknown command "red", expected read, run or list$/, "Did you mean read?"],
  [["zzzzzz"], /unknown command "zzzzzz"/, "See wah --help"],
  [["read", "t", "--offst", "3"], /unknown flag "--offst"$/, "Did you mean --offset?"],
  [["read", "t", "--noPresence"], /unknown flag "--noPresence"$/, "Did you mean --no-presence?"],
  [["read", "t", "---regex"], /unknown flag "---regex"$/, "Did you mean --regex?"],
  [["read", "t", "--constructor"], /unknown flag "--constructor"$/, "See wah read --help"],
  [["read", "t", "--__proto__=1"], /unknown flag "--__proto__"$/],
  [["read", "t", "--=5"], /unknown flag "--=5"$/],
  [["read", "t", "-1x"], /unknown flag "-1x"$/],
  [["read", "t", "-r=1"], /-r takes no value$/],
  [["read", "t", "--help=1"], /--help takes no value$/],
  [["read", "t", "-rx"], /unknown flag "-x"$/],
  [["read", "t", "-o"], /-o needs a value$/],
  [["read", "t", "--offset"], /--offset needs a value$/],
  [["read", "t", "-o", "--", "x"], /-o needs a value$/],
  [["read", "t", "--regex=1"], /--regex takes no value$/],
  [["read"], /missing argument TOPIC$/],
  [["read", "t", "-n", "x"], /^Cannot use "x" for -n: expected a whole number from 1 to \d+$/],
  [["read", "t", "-f", "-x"], /^Cannot use "-x" for --format: expected json or jsonl$/],
  [["read", "t", "--wait", "-r"], /--wait cannot be combined with --regex$/],
  [["read", "t", "--password", "x"], /^Cannot use "--password"/],
  [["read", "t", "--password"], /^Cannot use "--password"/],
  [["run", "x"], /unknown command "x", expected send$/],
  [["run", "--exec", "send", "m"], /^Cannot run "wah run send": unknown flag "--exec"$/],
  [["run", "send", "m", "--bell", "off"], /unknown flag "--bell"$/],
  [["run", "send"], /missing argument MESSAGE$/],
  [["run", "send", "m", "--", "x"], /^Cannot run "wah run send" with another program$/],
];

for (const [words, message, hint] of mistakes) {
  Deno.test(`readCommandLine() or parseValues() reject ${JSON.stringify(words)}`, async () => {
    const parsed = async (): Promise<unknown> =>
      await parseValues(await readCommandLine(words, root));
    await assert.rejects(parsed, {
      name: "UsageError",
      message,
      ...(hint === undefined ? {} : { hint }),
    });
  });
}

for (
  const [words, wants, path] of [
    [["--help"], "help", "wah"],
    [["help"], "help", "wah"],
    [["help", "run", "send"], "help", "wah run send"],
    [["run", "help", "send"], "help", "wah run send"],
    [["run", "send", "-h"], "help", "wah run send"],
    [["read", "--offst", "-h"], "help", "wah read"],
    [["--help", "-b", "x:1", "run"], "help", "wah run"],
    [["help", "-b", "x:1", "run"], "help", "wah run"],
    [["run", "--help", "--bell", "off", "send"], "help", "wah run send"],
    [["run", "--help", "--bell"], "help", "wah run"],
    [["read", "-rh"], "help", "wah read"],
    [["read", "-hr"], "help", "wah read"],
    [["read", "-o", "--help"], "run", "wah read"],
    [["--version"], "version", "wah"],
    [["-V"], "version", "wah"],
  ] as const
) {
  Deno.test(`readCommandLine() finds what is wanted: ${words.join(" ")}`, async () => {
    const line = await readCommandLine(words, root);
    assert.deepEqual([line.wants, line.path], [wants, path]);
  });
}
