/** Where something is said: in a room, before all, or between oneself and somebody else. */
export type Channel =
  | { readonly kind: "room"; readonly room: string }
  | { readonly kind: "direct"; readonly with: string };

/** The room of that name, as a channel. */
export function roomChannel(room: string): Channel & { readonly kind: "room" } {
  return { kind: "room", room };
}

/** The conversation with that user, as a channel. */
export function directChannel(user: string): Channel & { readonly kind: "direct" } {
  return { kind: "direct", with: user };
}

/**
 * One string for a channel, to key maps with and to name it: a room as it is called, a user with an
 * `@` in front, which no room's name can hold.
 */
export function channelKey(channel: Channel): string {
  return channel.kind === "room" ? channel.room : `@${channel.with}`;
}
