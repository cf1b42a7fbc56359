import { directChannel } from "../../log/channel.ts";
import { maxTypedLength } from "../chat_input.ts";
import type { Key } from "../keys.ts";
import type { FullInputAction } from "./full_input.ts";
import type { FullState } from "./full_state.ts";
import type { ActionName } from "./keymap.ts";
import type { KeysHost } from "./keys_host.ts";
import { answerQuestion, pressInHelp, pressInSwitcher } from "./overlay_keys.ts";
import { isIn } from "./screen_layout.ts";
import type { Rgb } from "./contrast.ts";
import { pressInSelection, selectNext } from "./selection_keys.ts";
import { backgroundOf, Theme } from "./theme.ts";

/** Options of a {@link FullKeys}. */
export interface FullKeysOptions {
  /** Whether the terminal's answer about its background sets the theme. */
  readonly followsBackground: boolean;
}

const wheelRows = 3;

/** What the keys and the mouse do on the full screen. */
export class FullKeys {
  readonly #state: FullState;
  readonly #host: KeysHost;
  readonly #options: FullKeysOptions;

  constructor(state: FullState, host: KeysHost, options: FullKeysOptions) {
    this.#state = state;
    this.#host = host;
    this.#options = options;
  }

  /** Handles a key. */
  press(key: Key): void {
    const state = this.#state;
    if (key.kind === "background") return this.#setBackground(key.color);
    state.flash = undefined;
    if (state.question !== undefined) return answerQuestion(state, key);
    if (key.kind === "mouse") return this.#useMouse(key);
    if (state.overlay?.kind === "switcher") return pressInSwitcher(state, key, this.#host);
    if (state.overlay?.kind === "help") return pressInHelp(state, key, this.#host);
    if (key.kind === "action") return this.#act(key.action as ActionName);
    if (state.current.pane.selected !== undefined) return pressInSelection(state, key, this.#host);
    this.#follow(state.input.press(key));
  }

  #follow(action: FullInputAction | undefined): void {
    switch (action?.kind) {
      case "enter":
        this.#state.current.pane.toEnd();
        return this.#host.enter(action.line);
      case "edit":
        return this.#host.edit(action.entry, action.text);
      case "too-long":
        this.#state.flash = `too long: ${action.length} characters, the limit is ${maxTypedLength}`;
        return;
      case "leave":
        return this.#host.leave();
      case "suspend":
        return this.#host.suspend();
      case "redraw":
        return this.#host.redrawAll();
      case "ring":
        return this.#host.ring();
      case "select":
        return selectNext(this.#state, -1, this.#host);
      case "help":
        return this.#act("help");
      case "oldest":
      case "newest":
        return this.#act(action.kind);
    }
  }

  #act(action: ActionName): void {
    const state = this.#state;
    const { list, height } = this.#host.drawn();
    const { pane } = state.current;
    switch (action) {
      case "switcher":
        return state.openSwitcher();
      case "next-unread":
      case "next-mention": {
        const channel = state.nextUnread({ mentioned: action === "next-mention" });
        if (channel !== undefined) return this.#host.switchTo(channel);
        state.flash = action === "next-mention"
          ? "no mentions elsewhere"
          : "nothing unread elsewhere";
        return;
      }
      case "people":
        state.showsPeople = !state.showsPeople;
        return;
      case "page-up":
        return pane.scroll(list, -Math.max(1, height - 1), height);
      case "page-down":
        return pane.scroll(list, Math.max(1, height - 1), height);
      case "oldest":
        return pane.toStart(list, height);
      case "newest":
        return pane.toEnd();
      case "search-input":
        return state.input.search();
      case "help":
        state.overlay = { kind: "help", first: 0 };
        return;
      default: {
        const number = Number(action.slice("room-".length));
        const room = state.session.channels()[number - 1];
        if (room !== undefined) this.#host.switchTo(room.channel);
      }
    }
  }

  #useMouse({ button, row, column }: Key & { readonly kind: "mouse" }): void {
    const state = this.#state;
    const { list, height, layout, rooms, people, messages } = this.#host.drawn();
    if (state.overlay !== undefined) return;
    const { pane } = state.current;
    if (button !== "left") {
      return pane.scroll(list, button === "wheel-up" ? -wheelRows : wheelRows, height);
    }
    const room = layout.rooms && isIn(layout.rooms, row, column) ? rooms.get(row) : undefined;
    if (room !== undefined) return this.#host.switchTo(room);
    const user = layout.people && isIn(layout.people, row, column) ? people.get(row) : undefined;
    if (user !== undefined) return this.#host.switchTo(directChannel(user));
    const key = isIn(layout.messages, row, column) ? messages.get(row) : undefined;
    if (key === undefined || key === pane.selected) return pane.deselect();
    const item = list.items[list.indexOf(key) ?? -1];
    if (item?.kind === "entry" && item.entry.kind === "message") pane.select(list, key, height);
  }

  /** Sets the theme after the color of the background, such as `rgb:1e1e/1e1e/1e1e`. */
  #setBackground(color: string): void {
    if (!this.#options.followsBackground) return;
    const state = this.#state;
    const parts = color.replace(/^rgba?:/i, "").split("/").slice(0, 3);
    const [red = 0, green = 0, blue = 0] = parts.map((part) => (
      Number.parseInt(part, 16) / (16 ** part.length - 1) * 255
    ));
    const background = backgroundOf([red, green, blue] satisfies Rgb);
    if (background !== state.theme.background) {
      state.theme = new Theme(state.theme.level, background);
    }
  }
}
