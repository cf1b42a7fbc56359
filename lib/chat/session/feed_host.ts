import type { SessionEvent } from "./session_event.ts";

/** Receives the events of the readers of a session. */
export interface FeedHost {
  /** The user of the session. */
  readonly self: string;
  /** Maximum number of history entries of each channel; 0 for no history. */
  readonly historyLines: number;
  /** Adds an event; resolves once the view asks for the next one. */
  emit(event: SessionEvent): Promise<void>;
  /** The named reader lost its broker. */
  disconnected(reader: string): void;
  /** The named reader reached its broker again, and missed this many messages of other users. */
  reconnected(reader: string, missed: number): void;
}
