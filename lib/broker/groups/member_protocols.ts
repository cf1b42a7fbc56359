import type { Member, MemberProtocol } from "./group_model.ts";

/**
 * The protocol that all members speak and most of them prefer, among equals the one that the
 * longest-standing member prefers; null when there is none.
 */
export function chooseProtocol(members: readonly Member[]): string | null {
  const common = commonProtocols(members);
  const votes = new Map<string, number>();
  for (const { protocols } of members) {
    const vote = protocols.find(({ name }) => common.has(name));
    if (vote !== undefined) votes.set(vote.name, (votes.get(vote.name) ?? 0) + 1);
  }
  let chosen: string | null = null;
  for (const [name, count] of votes) {
    if (chosen === null || count > votes.get(chosen)!) chosen = name;
  }
  return chosen;
}

/** Names of the protocols that every one of `members` speaks; empty when there are none. */
export function commonProtocols(members: readonly Member[]): Set<string> {
  const [first, ...others] = members.map(({ protocols }) =>
    new Set(protocols.map(({ name }) => name))
  );
  return others.reduce((common, names) => common.intersection(names), first ?? new Set<string>());
}

/** Whether two lists of protocols say the same, order and metadata included. */
export function sameProtocols(
  left: readonly MemberProtocol[],
  right: readonly MemberProtocol[],
): boolean {
  return left.length === right.length && left.every((protocol, index) => {
    const other = right[index]!;
    return protocol.name === other.name && sameBytes(protocol.metadata, other.metadata);
  });
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.byteLength === right.byteLength &&
    left.every((byte, index) => byte === right[index]);
}
