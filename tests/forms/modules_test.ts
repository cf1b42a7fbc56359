import assert from "node:assert/strict";
import { closeForms, type Form, openForms } from "./_forms.ts";
import { type LoadedModules, loadedModules } from "./_modules.ts";

/**
 * Command lines, each with patterns of modules that it must load. Together they load every package
 * except the compressors, which no command uses yet.
 */
const lines: readonly (readonly [line: string, ...loads: RegExp[]])[] = [
  ["wah --version", /^commands\/_shared\/version\.ts$/],
  ["wah topic --help", /^commands\/_shared\/parser\/help\.ts$/],
  ["wah topci", /^npm\/fastest-levenshtein\//],
  ["wah topic list", /^commands\/topic\/list\.ts$/, /^lib\/kafka\/client\.ts$/],
  ["wah topic describe a", /^commands\/topic\/describe\.ts$/],
  ["wah topic reset -y a", /^lib\/kafka\/admin\/reset_topic\.ts$/],
  ["wah topic delete -y -r b.*", /^commands\/topic\/delete\.ts$/],
  ["wah consume a -o :end -f jsonl", /^lib\/kafka\/reader\//, /^lib\/format\//],
  ["wah health -o jsonl", /^commands\/health\/_view\.ts$/],
  ["wah chat send -u bob -f protobuf hi", /^npm\/protobufjs\//, /^lib\/kafka\/producer\//],
  ["wah chat log -n 1", /^npm\/protobufjs\//, /^lib\/chat\/log\/read_log\.ts$/],
  ["echo hi | wah chat -u bob -f json", /^lib\/chat\/pipe\/pipe\.ts$/],
  ["wah chat -u bot --exec true", /^lib\/chat\/pipe\/bot\.ts$/],
  ["WAH_SASL_USER=a WAH_SASL_PASSWORD=b wah topic list", /^npm\/kafkajs\//],
  ["wah dev status", /^lib\/broker\/background\/find_broker\.ts$/],
  ["wah dev -- true", /^lib\/broker\/broker\.ts$/, /^ext:deno_node\/sqlite\.ts$/],
];

let forms: readonly Form[] = [];

Deno.test.beforeAll(async () => {
  forms = await openForms();
  const starts = forms.map((form) => form.run('wah dev start --listen "$WAH_BROKERS" --topic a'));
  for (const { status, stderr } of await Promise.all(starts)) assert.equal(status, 0, stderr);
});

Deno.test.afterAll(async () => {
  await Promise.all(forms.map((form) => form.run("wah dev stop")));
  await closeForms(forms);
});

for (const [line, ...loads] of lines) {
  Deno.test(`${line}: each form loads the same modules`, async () => {
    const loaded = await Promise.all(forms.map((form) => loadedModules(form, line)));
    const [task, inPackage, inBundle] = loaded as [LoadedModules, LoadedModules, LoadedModules];
    const all = [...task.own, ...task.builtIn];
    for (const module of loads) {
      assert.ok(all.some((name) => module.test(name)), `It loads no ${module.source}`);
    }
    for (const [name, { own }] of [["package", inPackage], ["bundle", inBundle]] as const) {
      assert.deepEqual([...own].sort(), [...task.own].sort(), name);
    }
    // The bundle is one file, so Deno loads every module of Node that any of its modules imports.
    assert.deepEqual([...inPackage.builtIn.difference(task.builtIn)], []);
  });
}
