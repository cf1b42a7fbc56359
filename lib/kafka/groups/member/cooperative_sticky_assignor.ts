import { partitionKey, type TopicPartition } from "../../admin/per_leader.ts";
import {
  type GroupAssignment,
  type GroupMemberView,
  sortMembers,
  subscribedTopics,
} from "./assignor.ts";

/**
 * Kafka's "cooperative-sticky": the numbers of partitions are balanced, and as many partitions as
 * possible stay with their member. A partition that moves is not assigned until its owner has
 * given it up, which starts another rebalance (KIP-429).
 */
export function assignCooperatively(
  members: readonly GroupMemberView[],
  partitionCounts: ReadonlyMap<string, number>,
): GroupAssignment {
  const balance = new Balance(sortMembers(members), partitionCounts);
  for (const [partition, share] of validClaims(balance.shares, partitionCounts)) {
    share.partitions.push(partition);
  }
  balance.assignRest();
  balance.even();
  return withoutMoves(balance.shares);
}

/** One member with the partitions that it is to get. */
interface Share {
  readonly member: GroupMemberView;
  readonly topics: ReadonlySet<string>;
  partitions: TopicPartition[];
}

/** The shares of all members while they are balanced. */
class Balance {
  readonly shares: readonly Share[];
  readonly #partitionCounts: ReadonlyMap<string, number>;

  constructor(
    members: readonly GroupMemberView[],
    partitionCounts: ReadonlyMap<string, number>,
  ) {
    this.shares = members.map((member) => ({
      member,
      topics: new Set(member.topics),
      partitions: [],
    }));
    this.#partitionCounts = partitionCounts;
  }

  /** Assigns the partitions that no member has, each to the member with the fewest. */
  assignRest(): void {
    const taken = new Set(this.shares.flatMap(({ partitions }) => partitions.map(partitionKey)));
    const members = this.shares.map(({ member }) => member);
    for (const topic of subscribedTopics(members, this.#partitionCounts)) {
      const readers = this.shares.filter(({ topics }) => topics.has(topic));
      for (let partition = 0; partition < this.#partitionCounts.get(topic)!; partition++) {
        if (taken.has(partitionKey({ topic, partition }))) continue;
        fewest(readers).partitions.push({ topic, partition });
      }
    }
  }

  /** Moves partitions until no move makes the numbers more even. */
  even(): void {
    while (this.#moveOne());
  }

  #moveOne(): boolean {
    const byCount = this.shares.toSorted((a, b) => a.partitions.length - b.partitions.length);
    for (const to of byCount) {
      for (const from of byCount.toReversed()) {
        if (from.partitions.length - to.partitions.length < 2) break;
        const at = from.partitions.findLastIndex(({ topic }) => to.topics.has(topic));
        if (at < 0) continue;
        to.partitions.push(...from.partitions.splice(at, 1));
        return true;
      }
    }
    return false;
  }
}

function fewest(shares: readonly Share[]): Share {
  return shares.reduce((least, share) =>
    share.partitions.length < least.partitions.length ? share : least
  );
}

/**
 * The partitions that members keep. If several claim one, the latest generation has it; if they
 * are of the same generation, it is free.
 */
function validClaims(
  shares: readonly Share[],
  partitionCounts: ReadonlyMap<string, number>,
): Iterable<readonly [TopicPartition, Share]> {
  const claims = new Map<string, { share: Share; partition: TopicPartition; isValid: boolean }>();
  for (const share of shares) {
    for (const partition of share.member.owned) {
      const exists = partition.partition < (partitionCounts.get(partition.topic) ?? 0);
      if (!exists || !share.topics.has(partition.topic)) continue;
      const key = partitionKey(partition);
      const other = claims.get(key);
      const difference = generationOf(share) - (other ? generationOf(other.share) : -Infinity);
      if (difference > 0) claims.set(key, { share, partition, isValid: true });
      else if (difference === 0) other!.isValid = false;
    }
  }
  return [...claims.values()].filter(({ isValid }) => isValid)
    .map(({ share, partition }) => [partition, share] as const);
}

function generationOf({ member }: Share): number {
  return member.generation ?? -1;
}

/** Omits each partition that another member still owns. */
function withoutMoves(shares: readonly Share[]): GroupAssignment {
  const owners = new Map<string, Set<string>>();
  for (const { member } of shares) {
    for (const partition of member.owned) {
      const key = partitionKey(partition);
      owners.set(key, (owners.get(key) ?? new Set()).add(member.id));
    }
  }
  return new Map(shares.map(({ member, partitions }) => [
    member.id,
    partitions.filter((partition) => {
      const claimants = owners.get(partitionKey(partition));
      return claimants === undefined || claimants.has(member.id);
    }),
  ]));
}
