import type { Key } from "../keys.ts";
import { lastHelpLine } from "./draw_overlay.ts";
import type { FullState } from "./full_state.ts";
import type { KeysHost } from "./keys_host.ts";

/** Maximum length of a text that is typed or pasted into the switcher at once. */
const maxQueryPart = 100;
/** Number of lines that a page key scrolls in the list of keys. */
const pageLines = 10;

/** Handles a key while a question is asked. */
export function answerQuestion(state: FullState, key: Key): void {
  const { question } = state;
  const answer = key.kind === "text" ? key.text.slice(0, 1).toLowerCase() : undefined;
  const isCancelled = key.kind === "key" && (key.name === "escape" || key.name === "interrupt");
  if (answer !== "y" && answer !== "n" && !isCancelled) return;
  state.question = undefined;
  if (answer === "y") question?.yes();
  if (answer === "n") question?.no?.();
}

/** Handles a key in the quick switcher. */
export function pressInSwitcher(state: FullState, key: Key, host: KeysHost): void {
  if (state.overlay?.kind !== "switcher") return;
  const { switcher } = state.overlay;
  if (key.kind === "text" || key.kind === "paste") {
    const typed = key.text.replaceAll("\n", " ").slice(0, maxQueryPart);
    return switcher.type(switcher.query + typed);
  }
  if (key.kind === "action" && key.action === "switcher") return switcher.move(1);
  if (key.kind !== "key") return;
  switch (key.name) {
    case "up":
    case "back-tab":
      return switcher.move(-1);
    case "down":
    case "tab":
      return switcher.move(1);
    case "backspace":
      return switcher.type(switcher.query.slice(0, -1).toWellFormed());
    case "erase-to-start":
      return switcher.type("");
    case "enter": {
      const { selected } = switcher;
      if (selected === undefined) return;
      state.overlay = undefined;
      return host.switchTo(selected.channel);
    }
    case "escape":
    case "interrupt":
      state.overlay = undefined;
  }
}

/** Handles a key in the list of keys: those that scroll, and all others close it. */
export function pressInHelp(state: FullState, key: Key, host: KeysHost): void {
  if (state.overlay?.kind !== "help") return;
  const { first } = state.overlay;
  const rows = scrolledRows(key);
  if (rows !== undefined) {
    const last = lastHelpLine(host.drawn().layout.messages);
    state.overlay = { kind: "help", first: Math.max(0, Math.min(last, first + rows)) };
    return;
  }
  state.overlay = undefined;
  if (key.kind === "text" && key.text === "?") state.input.insertQuestionMark();
}

function scrolledRows(key: Key): number | undefined {
  const name = key.kind === "key" ? key.name : key.kind === "action" ? key.action : undefined;
  switch (name) {
    case "up":
      return -1;
    case "down":
      return 1;
    case "page-up":
      return -pageLines;
    case "page-down":
      return pageLines;
  }
  return undefined;
}
