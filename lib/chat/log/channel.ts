/** Where a message is sent: to a room, or to one other user as a direct message. */
export type Channel =
  | { readonly kind: "room"; readonly room: string }
  | { readonly kind: "direct"; readonly with: string };

/** Returns the channel of a room. */
export function roomChannel(room: string): Channel & { readonly kind: "room" } {
  return { kind: "room", room };
}

/** Returns the channel of the conversation with a user. */
export function directChannel(user: string): Channel & { readonly kind: "direct" } {
  return { kind: "direct", with: user };
}

/**
 * Formats a channel as a key for maps and a name for texts: the name of a room, or a user's name
 * after an `@`, which no room name contains.
 */
export function channelKey(channel: Channel): string {
  return channel.kind === "room" ? channel.room : `@${channel.with}`;
}
