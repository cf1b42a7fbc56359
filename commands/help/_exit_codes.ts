import type { HelpPage } from "./_page.ts";

/** The exit codes of wah, in ascending order. */
export const exitCodes: readonly { readonly code: number; readonly meaning: string }[] = [
  { code: 0, meaning: "success, also if the reader of stdout goes away (… | head)" },
  { code: 1, meaning: "failure, or at least one of several items failed" },
  { code: 2, meaning: "usage error; nothing was done" },
  { code: 3, meaning: "no broker answered" },
  { code: 10, meaning: "the cluster is not healthy" },
  {
    code: 129,
    meaning: "terminated by SIGHUP, for example because the terminal was closed",
  },
  { code: 130, meaning: "interrupted with Ctrl-C" },
  { code: 143, meaning: "terminated by SIGTERM" },
];

/** `wah help exit-codes`. */
export const exitCodesPage: HelpPage = {
  name: "exit-codes",
  summary: "How a command of wah ends.",
  sections: [
    {
      title: "Exit codes",
      rows: exitCodes.map(({ code, meaning }) => [String(code), meaning]),
    },
    {
      title: "Other programs",
      text: "wah dev -- COMMAND and wah chat --exec COMMAND exit with the status of COMMAND.",
    },
    {
      title: "Errors",
      text: "An error is one line on stderr that says what failed and what was found, and often " +
        "a hint that says what to do. With -v, its causes follow. stdout carries only data.",
    },
  ],
};
