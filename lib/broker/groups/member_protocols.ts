import type { JoinRequest, Member, MemberProtocol } from "./group_model.ts";

/**
 * Returns the protocol that all members support and most of them prefer. If several are preferred
 * equally, the oldest member decides. Null if the members have no protocol in common.
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

/** Returns the names of the protocols that all `members` support; empty if there are none. */
export function commonProtocols(members: readonly Member[]): Set<string> {
  const [first, ...others] = members.map(({ protocols }) =>
    new Set(protocols.map(({ name }) => name))
  );
  return others.reduce((common, names) => common.intersection(names), first ?? new Set<string>());
}

/** Returns whether two lists of protocols are equal, including their order and metadata. */
export function sameProtocols(
  left: readonly MemberProtocol[],
  right: readonly MemberProtocol[],
): boolean {
  return left.length === right.length && left.every((protocol, index) => {
    const other = right[index]!;
    return protocol.name === other.name && sameBytes(protocol.metadata, other.metadata);
  });
}

/**
 * Returns the bytes of the protocols of all members once the member of `request` has joined. Its
 * earlier protocols do not count.
 */
export function metadataBytes(members: readonly Member[], request: JoinRequest): number {
  let bytes = protocolBytes(request.protocols);
  for (const { id, instanceId, protocols } of members) {
    const isSame = instanceId === null
      ? id === request.memberId
      : instanceId === request.instanceId;
    if (!isSame) bytes += protocolBytes(protocols);
  }
  return bytes;
}

function protocolBytes(protocols: readonly MemberProtocol[]): number {
  return protocols.reduce((sum, { name, metadata }) => sum + name.length + metadata.byteLength, 0);
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.byteLength === right.byteLength &&
    left.every((byte, index) => byte === right[index]);
}
