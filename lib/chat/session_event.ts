import type { ChatRecord, Place } from "./message.ts";

/** What happens in a room that one has joined. */
export type SessionEvent =
  /** What was said before, merged by time; comes once, first, unless no history was asked for. */
  | { readonly kind: "history"; readonly records: readonly ChatRecord[] }
  /** What was read from the log since, in its order. */
  | { readonly kind: "records"; readonly records: readonly ChatRecord[] }
  /** The way to the broker is lost, or back. */
  | { readonly kind: "link"; readonly isUp: boolean }
  /** The room was deleted and created again: offsets begin anew, and name other messages. */
  | { readonly kind: "recreated" }
  /** Something that a reader should know, as a sentence. */
  | { readonly kind: "notice"; readonly text: string };

/** A room that one has joined, as those see it who show it. */
export interface Session {
  readonly room: string;
  readonly author: string;
  /** Whether the room did not exist before. */
  readonly isNew: boolean;
  /** Messages that are not acknowledged yet. */
  readonly unsent: number;
  /**
   * Says something. In order, once, and as soon as the broker is there to take it.
   *
   * @returns The record's place once all in-sync replicas have it; null where the broker only said
   * that it has it already.
   * @throws {FailedError} When the broker refuses it, or can no longer be asked.
   */
  say(text: string): Promise<Place | null>;
  /** All that happens, for one reader; ends when the session does. */
  events(): AsyncIterable<SessionEvent>;
}
