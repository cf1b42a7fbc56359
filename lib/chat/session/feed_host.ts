import type { SessionEvent } from "./session_event.ts";

/** Whom the readers of a session tell what happens. */
export interface FeedHost {
  /** Who reads. */
  readonly self: string;
  /** Lines of history wanted of each channel; 0 for none. */
  readonly historyLines: number;
  /** The promise is kept when the event was taken. */
  emit(event: SessionEvent): Promise<void>;
  /** This reader has lost its broker. */
  away(reader: string): void;
  /** It is back, and so many messages of others came meanwhile. */
  back(reader: string, missed: number): void;
}
