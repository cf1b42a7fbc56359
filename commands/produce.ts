import { defineCommand } from "./_shared/parser/command.ts";
import { produceFlags } from "./produce/_flags.ts";

const details = `FORMAT is json or jsonl, as "wah consume -f" prints them, or a layout:
  %v\\n                      a value per line (the default)
  %k,%v\\n                   a key up to the comma, then a value
  %k{json} %v{json}\\n       two JSON values; also {hex}, {base64}, {re[...]}
  %K{big32}%V{big32}%k%v    sizes in front, for binary data
  %t %p %d %H %h{%k=%v,}    topic, partition, milliseconds, number of headers,
                            a header
The last record needs no newline at its end.`;

/** `wah produce`. */
export const produceCommand = defineCommand({
  description: "Write records to a topic: the given values, or what stdin or a file contains.",
  examples: [
    ["wah produce orders hello", "write one record"],
    ["wah produce orders -k 42 -H trace=abc hello", "with a key and a header"],
    ["cat lines.txt | wah produce orders", "one record per line"],
    ["cat pairs.txt | wah produce orders -f '%k,%v\\n'", "a key and a value per line"],
    ["wah produce orders -Z -k 42", "a tombstone: delete the key from a compacted topic"],
    ["wah consume orders -o :end -f jsonl | wah produce copy -f jsonl", "copy a topic"],
  ],
  args: [
    {
      name: "TOPIC",
      complete: "topic",
      brief: "topic to write to; may be omitted if the input names it",
      isOptional: true,
    },
    { name: "VALUE", brief: "values to write, instead of stdin", isOptional: true, isList: true },
  ],
  flags: produceFlags,
  details,
  async run({ args: [topic, ...values], flags, context }): Promise<void> {
    const { produce } = await (import("./produce/_produce.ts" as string) as Promise<
      typeof import("./produce/_produce.ts")
    >);
    await produce({ topic, values, flags }, context);
  },
});
