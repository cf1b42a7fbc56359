import type { HelpPage } from "./_page.ts";

/** `wah help formats`. */
export const formatsPage: HelpPage = {
  name: "formats",
  summary: "How wah consume prints records: -f FORMAT. Layouts are those of rpk.",
  sections: [
    {
      title: "Formats",
      rows: [
        ["json", "an object over several lines for each record (the default)"],
        ["jsonl", "the same object on one line"],
        ["a layout", "text with percent verbs; a newline only where it says \\n"],
      ],
    },
    {
      title: "JSON",
      text: "The keys of an object are topic, key, value, headers, timestamp (milliseconds), " +
        'partition and offset. A null key or value is null, and an empty one is "". Bytes that ' +
        'are not UTF-8 are {"base64":"..."}.',
    },
    {
      title: "Verbs of a layout",
      rows: [
        ["%v %k %t", "value, key, topic; nothing if null"],
        ["%V %K %T", "their lengths in bytes"],
        ["%p %o %e", "partition, offset, leader epoch"],
        [
          "%d",
          "timestamp in milliseconds; %d{strftime[%F %T]} and %d{go[15:04:05]} format it, in UTC",
        ],
        ["%h{%k=%v } %H", "each header in the layout within the braces; how many there are"],
        [
          "%a{compression}",
          "an attribute: also timestamp-type, transactional-bit, control-bit",
        ],
        ["%x %y", "producer id and producer epoch"],
        ["%i", "a counter that starts at 1"],
        ["%[ %| %]", "log start, last stable offset and end of the partition"],
        ["%% %{ %}", "a percent sign, a brace"],
      ],
    },
    {
      title: "Other forms of a value",
      rows: [
        ["%v{hex} %v{base64} %v{base64raw}", "text as hexadecimal or base64 (raw: no padding)"],
        ["%v{unpack[>I]}", "numbers in binary data"],
        ["%o{hex} %o{big32} %o{little64}", "numbers in other forms"],
        ["\\t \\n \\r \\\\ \\xNN", "escapes"],
      ],
    },
    {
      title: "Examples",
      rows: [
        ["wah consume orders -f '%k %v\\n'", "a key and a value per line"],
        ["wah consume orders -o :end -f jsonl", "for another program, or for wah produce -f jsonl"],
      ],
    },
  ],
};
