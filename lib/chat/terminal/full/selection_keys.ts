import type { MessageEntry } from "../../message/timeline.ts";
import type { Key } from "../keys.ts";
import type { FullState } from "./full_state.ts";
import type { KeysHost } from "./keys_host.ts";
import { linksIn } from "./links.ts";

/** Selects the message before or after the selected one; without one, the last that is shown. */
export function selectNext(state: FullState, step: -1 | 1, host: KeysHost): void {
  const { list, height } = host.drawn();
  if (!state.current.pane.selectNext(list, step, height)) host.ring();
}

/**
 * Handles a key while a message is selected. Each letter is one action on the message; `r` and `+`
 * are kept for replies and reactions.
 */
export function pressInSelection(state: FullState, key: Key, host: KeysHost): void {
  const { pane } = state.current;
  const { list, height } = host.drawn();
  if (key.kind === "text") return useLetters(state, key.text, host);
  if (key.kind !== "key") return;
  switch (key.name) {
    case "up":
      return selectNext(state, -1, host);
    case "down":
      return selectNext(state, 1, host);
    case "home":
      return pane.selectEnd(list, "first", height);
    case "end":
      return pane.selectEnd(list, "last", height);
    case "suspend":
      return host.suspend();
    case "redraw":
      return host.redrawAll();
    case "escape":
    case "interrupt":
    case "enter":
      pane.deselect();
      return pane.toEnd();
  }
}

/** Several letters arrive at once if they are typed fast; the first action ends the selection. */
function useLetters(state: FullState, letters: string, host: KeysHost): void {
  for (const letter of letters) {
    if (letter === "j") selectNext(state, 1, host);
    else if (letter === "k") selectNext(state, -1, host);
    else if (letter === "?") state.overlay = { kind: "help", first: 0 };
    else return useMessage(state, letter, host);
  }
}

function useMessage(state: FullState, letter: string, host: KeysHost): void {
  const entry = selectedMessage(state);
  if (entry === undefined) return;
  if (entry.deleted !== null) {
    state.flash = "this message is deleted";
    return;
  }
  switch (letter) {
    case "y":
      state.flash = host.copy(entry.text) ? "copied" : "too long to copy";
      return;
    case "o":
      return askToOpen(state, linksIn(entry.text), host);
    case "e":
    case "d":
      return change(state, letter === "e" ? "edit" : "delete", { entry, host });
  }
}

function change(
  state: FullState,
  verb: "edit" | "delete",
  { entry, host }: { readonly entry: MessageEntry; readonly host: KeysHost },
): void {
  if (entry.author !== state.session.author) {
    state.flash = `you can only ${verb} your own messages`;
    return;
  }
  state.current.pane.deselect();
  if (verb === "edit") return state.input.edit(entry);
  const yes = (): void => host.delete(entry);
  state.question = { text: "Delete this message? (y/n)", yes };
}

function selectedMessage({ current: { pane, log } }: FullState): MessageEntry | undefined {
  const item = log.items[log.indexOf(pane.selected ?? "") ?? -1];
  if (item?.kind === "entry" && item.entry.kind === "message") return item.entry;
  pane.deselect();
  return undefined;
}

/** Asks about one link after the other, until the answer is yes. */
function askToOpen(
  state: FullState,
  [link, ...others]: readonly string[],
  host: KeysHost,
): void {
  if (link === undefined) {
    state.flash = "no link in this message";
    return;
  }
  state.question = {
    text: `Open ${link} ? (y/n)`,
    yes: () => host.openLink(link),
    ...(others.length > 0 && { no: () => askToOpen(state, others, host) }),
  };
}
