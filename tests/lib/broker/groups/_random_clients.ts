import assert from "node:assert/strict";
import type { JoinReply } from "../../../../lib/broker/groups/group_model.ts";
import { loadGroups } from "../../../../lib/broker/store/offsets.ts";
import { utf8 } from "../../../../lib/wire/bytes.ts";
import { CoordinatorFixture, settled } from "./_coordinator_fixture.ts";

/** An event in a group of a few clients. */
export interface Step {
  readonly kind: "join" | "change" | "sync" | "beat" | "leave" | "disconnect" | "wait" | "disk";
  readonly client: number;
  readonly waitMs: number;
}

interface Client {
  readonly instance: string | null;
  connection: AbortController;
  memberId: string;
  generation: number;
  leads: boolean;
  others: readonly string[];
  metadata: string;
  waits: boolean;
}

const groupId = "g";

/** Clients of one group that run events, and check every reply. */
export class RandomClients implements Disposable {
  readonly fixture = new CoordinatorFixture();
  readonly #leaders = new Map<number, string>();
  readonly #clients: Client[] = ["static", null, null, null].map((instance) => ({
    instance,
    connection: new AbortController(),
    memberId: "",
    generation: -1,
    leads: false,
    others: [],
    metadata: "",
    waits: false,
  }));

  async do(step: Step): Promise<void> {
    const client = this.#clients[step.client % this.#clients.length]!;
    this.#act(step, client);
    await settled();
    if (step.kind !== "disk") return;
    this.fixture.commits.flush();
    await settled();
  }

  #act({ kind, waitMs }: Step, client: Client): void {
    const { groups, clock } = this.fixture;
    const { memberId, instance, generation } = client;
    const claim = { memberId, instanceId: instance, generation };
    if (kind === "wait") clock.advance(waitMs);
    if (kind === "disconnect") this.#disconnect(client);
    if (client.waits || kind === "disk") return;
    if (kind === "change") client.metadata += "+";
    if (kind === "join" || kind === "change") void this.#join(client);
    if (kind === "sync") void this.#sync(client);
    if (kind === "beat") groups.heartbeat(groupId, claim);
    if (kind === "leave") groups.leave(groupId, [claim]);
  }

  #disconnect(client: Client): void {
    client.connection.abort();
    client.connection = new AbortController();
    client.waits = false;
  }

  async #join(client: Client): Promise<void> {
    client.waits = true;
    const { signal } = client.connection;
    const reply = await this.fixture.parkedJoin(groupId, {
      id: client.memberId,
      ...(client.instance !== null && { instance: client.instance }),
      protocols: [`range:${client.metadata}`],
      version: 9,
    }, signal);
    if (signal.aborted) return;
    client.waits = false;
    client.memberId = reply.error === "UNKNOWN_MEMBER_ID" ? "" : reply.memberId;
    if (reply.error === "NONE") this.#joined(client, reply);
  }

  #joined(client: Client, reply: JoinReply): void {
    const { generation, leaderId, memberId, members } = reply;
    const stored = loadGroups(this.fixture.store)[0]?.generation ?? -1;
    assert.ok(stored >= generation, `generation ${generation} was sent, ${stored} is on disk`);
    // A static leader that rejoined has another id in the same generation.
    const isSkipping = reply.skipAssignment || leaderId.startsWith("static");
    const known = this.#leaders.get(generation);
    assert.ok(known === undefined || isSkipping || known === leaderId, "two leaders");
    this.#leaders.set(generation, leaderId);
    assert.equal(members.length > 0, memberId === leaderId);
    Object.assign(client, { generation, leads: memberId === leaderId });
    client.others = members.map((member) => member.memberId);
  }

  async #sync(client: Client): Promise<void> {
    client.waits = true;
    const { signal } = client.connection;
    const { memberId, instance, generation } = client;
    const assignments = client.leads
      ? client.others.map((id) => ({ memberId: id, assignment: utf8(`${generation}`) }))
      : [];
    const claim = { memberId, instanceId: instance, generation, assignments };
    const protocol = { protocolType: "consumer", protocolName: "range" };
    const reply = await this.fixture.groups.sync(groupId, { ...claim, ...protocol }, signal);
    if (signal.aborted) return;
    client.waits = false;
    if (reply.error !== "NONE") return;
    const assigned = new TextDecoder().decode(reply.assignment);
    assert.equal(assigned, `${generation}`, "not what the leader of the generation gave");
  }

  /** Closes all connections; after the sessions only the generation of the group is left. */
  async end(): Promise<void> {
    for (const client of this.#clients) this.#disconnect(client);
    for (let minute = 0; minute < 5; minute++) {
      this.fixture.clock.advance(60_000);
      this.fixture.commits.flush();
      await settled();
    }
    const state = this.fixture.groups.describe(groupId)?.state ?? "Empty";
    assert.deepEqual([state, this.fixture.clock.timerCount], ["Empty", 0]);
  }

  [Symbol.dispose](): void {
    this.fixture[Symbol.dispose]();
  }
}
