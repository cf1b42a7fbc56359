import { Group } from "../../../../lib/broker/groups/group.ts";
import type {
  GroupEffect,
  GroupError,
  GroupTimer,
  JoinReply,
  JoinRequest,
  MemberClaim,
  SyncReply,
} from "../../../../lib/broker/groups/group_model.ts";
import { utf8 } from "../../../../lib/wire/bytes.ts";

const text = new TextDecoder();

/** The values of a JoinGroup that a case sets; the others are those of a Java client. */
export interface JoinOptions {
  readonly id?: string;
  readonly instance?: string;
  readonly client?: string;
  /** Protocols as "name" or "name:metadata". */
  readonly protocols?: readonly string[];
  readonly type?: string;
  readonly sessionMs?: number;
  readonly rebalanceMs?: number;
  /** The version of the request; default 9. */
  readonly version?: number;
}

/** Options of a group; all have defaults. */
export interface GroupScriptOptions {
  readonly delayMs?: number;
  readonly maxMembers?: number;
  readonly maxMetadataBytes?: number;
  readonly generation?: number;
}

/** A group that receives events, and returns its effects as lines. */
export class GroupScript {
  readonly group: Group;
  now = 0;
  #nextId = 0;

  constructor(options: GroupScriptOptions = {}) {
    this.group = new Group({
      initialRebalanceDelayMs: options.delayMs ?? 0,
      allowsMembers: (count) => count <= (options.maxMembers ?? 100),
      allowsMetadata: (bytes) => bytes <= (options.maxMetadataBytes ?? 10_000),
      newMemberId: (prefix) => `${prefix}-${++this.#nextId}`,
    }, { generation: options.generation ?? 0, protocolType: "", emptySince: null });
  }

  join(reply: number, options: JoinOptions = {}): string[] {
    this.group.join(joinRequest(options), reply, this.now);
    return this.effects();
  }

  /** Sends a SyncGroup; assignments are written "member=assignment". */
  sync(reply: number, claim: string, ...assignments: string[]): string[] {
    this.group.sync(
      {
        ...claimOf(claim),
        protocolType: null,
        protocolName: null,
        assignments: assignments.map((pair) => {
          const [memberId = "", assignment = ""] = pair.split("=");
          return { memberId, assignment: utf8(assignment) };
        }),
      },
      reply,
      this.now,
    );
    return this.effects();
  }

  heartbeat(claim: string): GroupError {
    return this.group.heartbeat(claimOf(claim), this.now);
  }

  commit(claim: string): GroupError {
    return this.group.commit(claimOf(claim), this.now);
  }

  timeout(timer: GroupTimer): string[] {
    this.group.timeout(timer, this.now);
    return this.effects();
  }

  effects(): string[] {
    return this.group.takeEffects().map(line);
  }

  /** Creates a stable group of members c-1 (the leader), c-2 and so on, in one generation. */
  static stable(count: number, options: JoinOptions = {}): GroupScript {
    const script = new GroupScript();
    for (let reply = 1; reply <= count; reply++) {
      script.join(reply, { version: 3, client: "c", ...options });
    }
    // The first timeout is extended, because members joined while it ran.
    script.timeout({ kind: "rebalance" });
    script.timeout({ kind: "rebalance" });
    const ids = script.group.members.map(({ id }) => id);
    for (const id of ids.toReversed()) {
      script.sync(0, `${id}@1`, ...ids.map((each) => `${each}=for ${each}`));
    }
    script.effects();
    return script;
  }
}

/** Parses a claim, written "member@generation" or "member/instance@generation". */
export function claimOf(claim: string): MemberClaim {
  const [who = "", generation = ""] = claim.split("@");
  const [memberId = "", instanceId = null] = who.split("/");
  return { memberId, instanceId, generation: Number(generation) };
}

/** Returns a JoinGroup with the values of the case. */
export function joinRequest(options: JoinOptions = {}): JoinRequest {
  const version = options.version ?? 9;
  return {
    memberId: options.id ?? "",
    instanceId: options.instance ?? null,
    clientId: options.client ?? "c",
    clientHost: "/127.0.0.1",
    sessionTimeoutMs: options.sessionMs ?? 10_000,
    rebalanceTimeoutMs: options.rebalanceMs ?? 60_000,
    protocolType: options.type ?? "consumer",
    protocols: (options.protocols ?? ["range"]).map((protocol) => {
      const [name = "", metadata = ""] = protocol.split(":");
      return { name, metadata: utf8(metadata) };
    }),
    requiresKnownMemberId: version >= 4,
    supportsSkippingAssignment: version >= 9,
  };
}

function line(effect: GroupEffect): string {
  if (effect.kind === "store") return `store ${effect.generation} ${effect.protocolType}`;
  if (effect.kind === "reply") return `${effect.to} ${replyLine(effect.reply)}`;
  const timer = effect.timer;
  const name = "memberId" in timer ? `${timer.kind} ${timer.memberId}` : timer.kind;
  return effect.kind === "set-timer" ? `timer ${name} ${effect.delayMs}` : `clear ${name}`;
}

/** Returns a reply as text; the leader's ends with all members and their metadata. */
export function replyLine(reply: JoinReply | SyncReply): string {
  if (reply.kind === "sync") {
    return reply.error === "NONE" ? `assigned "${text.decode(reply.assignment)}"` : reply.error;
  }
  if (reply.error !== "NONE") return `${reply.error} "${reply.memberId}"`;
  const members = reply.members.map(({ memberId, metadata }) =>
    metadata.byteLength === 0 ? memberId : `${memberId}:${text.decode(metadata)}`
  );
  const role = `${reply.memberId} in ${reply.generation} of ${reply.leaderId}`;
  const skips = reply.skipAssignment ? " skips" : "";
  const list = members.length === 0 ? "" : ` [${members.join(" ")}]`;
  return `joined ${role} ${reply.protocolName}${skips}${list}`;
}
