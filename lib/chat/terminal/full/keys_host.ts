import type { Channel } from "../../log/channel.ts";
import type { MessageEntry } from "../../message/timeline.ts";
import type { DrawnScreen } from "./draw_screen.ts";

/** What the keys of the full screen need of the chat. */
export interface KeysHost {
  /** What is on the screen. */
  drawn(): DrawnScreen;
  /** Handles a typed line. */
  enter(line: string): void;
  edit(entry: MessageEntry, text: string): void;
  delete(entry: MessageEntry): void;
  switchTo(channel: Channel): void;
  leave(): void;
  suspend(): void;
  redrawAll(): void;
  ring(): void;
  /** Copies a text; returns whether it is short enough. */
  copy(text: string): boolean;
  openLink(url: string): void;
}
