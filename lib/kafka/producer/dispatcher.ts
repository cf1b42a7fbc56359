import { produce } from "../../wire/messages/00_produce.ts";
import { errorCodes } from "../../wire/errors.ts";
import { delay } from "../../async/delay.ts";
import { backoffMs } from "../backoff.ts";
import type { KafkaClient } from "../client.ts";
import { ConnectionLostError } from "../connection/connection_error.ts";
import { KafkaError } from "../kafka_error.ts";
import type { TopicMetadata } from "../metadata.ts";
import { initProducerId } from "./init_producer_id.ts";
import { pairAnswers, patienceMs, produceBody, refusalOf, type Shipment } from "./produce_round.ts";
import type { PartitionSlot, TopicRoute } from "./topic_route.ts";
import { verdictOf } from "./verdict.ts";

/** Whether the brokers can be reached, as far as the producer has tried. */
export type ProducerLink =
  | { readonly state: "up" }
  | { readonly state: "down"; readonly error: Error };

/** What a {@link Dispatcher} works with. */
export interface DispatcherOptions {
  readonly client: KafkaClient;
  readonly routes: ReadonlyMap<string, TopicRoute>;
  readonly signal: AbortSignal;
  /** The clock of the records' deadlines. */
  now(): number;
  onLink(link: ProducerLink): void;
}

/** Most bytes of batches in one request; one batch may exceed it. */
const maxRequestBytes = 16 * 1024 * 1024;
/** The last version of Produce that has topics by name. */
const lastVersionByName = 12;
/** How many refreshes in a row a topic may be missing: never seen 1 s, seen before 4 s. */
const maxAbsences = { neverSeen: 5, seenBefore: 8 };

/**
 * Brings batches to their leaders: one request per leader at a time, with one batch of each of its
 * partitions; meanwhile records gather for the next. Asks for leaders where they are not known.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #busy = new Set<number>();
  readonly #running = new Set<Promise<void>>();
  #isRefreshing = false;
  #refreshFailures = 0;
  #isDown = false;
  #turn = 0;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** Resolves when nothing is under way any more; abort the signal before. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Sends whatever can be sent now. */
  pump(): void {
    const { routes, signal } = this.#options;
    if (signal.aborted) return;
    const shipments = new Map<number, [PartitionSlot, TopicRoute][]>();
    let needsRefresh = false;
    for (const route of routes.values()) {
      needsRefresh ||= route.isStale;
      for (const slot of route.slots) {
        needsRefresh ||= slot.queue.needsIdentity;
        const { leader } = slot;
        if (leader === null || this.#busy.has(leader) || !slot.queue.isReady) continue;
        const group = shipments.get(leader);
        if (group === undefined) shipments.set(leader, [[slot, route]]);
        else group.push([slot, route]);
      }
    }
    for (const [leader, slots] of shipments) this.#ship(leader, slots);
    if (needsRefresh && !this.#isRefreshing) this.#track(this.#refresh());
  }

  #ship(leader: number, slots: readonly [PartitionSlot, TopicRoute][]): void {
    const shipments: Shipment[] = [];
    let sizeBytes = 0;
    // Another partition comes first each time, so that a full request starves none for long.
    const first = this.#turn++ % slots.length;
    for (let index = 0; index < slots.length && sizeBytes < maxRequestBytes; index++) {
      const [slot, route] = slots[(first + index) % slots.length]!;
      const batch = slot.queue.next();
      if (batch === null) continue;
      route.batchClosed(slot.queue.partition);
      shipments.push({ slot, topicId: route.topicId, batch });
      sizeBytes += batch.bytes.byteLength;
    }
    if (shipments.length > 0) this.#track(this.#exchange(leader, shipments));
  }

  #track(work: Promise<void>): void {
    const tracked: Promise<void> = work.finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }

  async #exchange(leader: number, shipments: readonly Shipment[]): Promise<void> {
    const { client, signal } = this.#options;
    this.#busy.add(leader);
    try {
      const hasIds = shipments.every(({ topicId }) => topicId !== null);
      const response = await client.request(produce, produceBody(shipments), {
        node: leader,
        timeoutMs: patienceMs(shipments, this.#options.now()),
        signal,
        ...(hasIds ? {} : { maxVersion: lastVersionByName }),
      });
      this.#linkUp();
      const answers = pairAnswers(shipments, response);
      shipments.forEach((shipment, index) => this.#answered(shipment, answers[index]!));
    } catch (error) {
      // What is pending after an abort is rejected by whoever aborted.
      if (signal.aborted) return;
      this.#lost(shipments, error);
    } finally {
      this.#busy.delete(leader);
    }
    this.pump();
  }

  #answered({ slot, batch }: Shipment, answer: ReturnType<typeof pairAnswers>[number]): void {
    if (answer === null) {
      slot.queue.lost(batch);
      forgetLeader(slot);
    } else if (answer.errorCode === errorCodes.NONE) {
      const { baseOffset, logAppendTimeMs } = answer;
      slot.failures = 0;
      slot.queue.written(batch, {
        baseOffset: baseOffset < 0n ? null : baseOffset,
        logAppendTime: logAppendTimeMs < 0n ? null : logAppendTimeMs,
      });
    } else {
      const refusal = refusalOf(answer, batch);
      slot.queue.refused(batch, refusal);
      if (verdictOf(refusal.code, refusal.retriable) === "retry") forgetLeader(slot);
    }
  }

  #lost(shipments: readonly Shipment[], error: unknown): void {
    const isOutage = error instanceof ConnectionLostError;
    for (const { slot, batch } of shipments) {
      if (isOutage && error.isUnsent) slot.queue.unsent(batch);
      else slot.queue.lost(batch);
      forgetLeader(slot);
      if (!isOutage) slot.queue.abandon(messageOf(error), error);
    }
    if (isOutage) this.#linkDown(error);
  }

  /** Looks for leaders, and for new producer ids, until nothing waits for either. */
  async #refresh(): Promise<void> {
    const { routes, signal } = this.#options;
    this.#isRefreshing = true;
    try {
      while (true) {
        const stale = [...routes.values()].filter((route) => route.isStale);
        const spent = [...routes.values()].flatMap(({ slots }) =>
          [...slots].filter(({ queue }) => queue.needsIdentity)
        );
        if (stale.length + spent.length === 0) return;
        const failures = Math.min(...stale.map((route) => route.failures));
        const patience = Math.max(this.#refreshFailures, Number.isFinite(failures) ? failures : 0);
        await delay(backoffMs(patience), signal);
        await this.#refreshOnce(stale, spent);
        this.pump();
      }
    } catch (error) {
      if (signal.aborted) return;
      for (const route of routes.values()) route.abandon(messageOf(error), error);
    } finally {
      this.#isRefreshing = false;
    }
  }

  async #refreshOnce(
    stale: readonly TopicRoute[],
    spent: readonly PartitionSlot[],
  ): Promise<void> {
    const { client, signal } = this.#options;
    try {
      const topics = stale.map(({ topic }) => topic);
      const known = await client.metadata({ topics, signal });
      this.#refreshFailures = 0;
      for (const route of stale) learn(route, known.topics.get(route.topic));
      for (const { queue } of spent) queue.adopt(await initProducerId(client, signal));
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ConnectionLostError)) throw error;
      this.#refreshFailures += 1;
      this.#linkDown(error);
    }
  }

  #linkUp(): void {
    if (!this.#isDown) return;
    this.#isDown = false;
    this.#options.onLink({ state: "up" });
  }

  #linkDown(error: Error): void {
    if (this.#isDown) return;
    this.#isDown = true;
    this.#options.onLink({ state: "down", error });
  }
}

function forgetLeader(slot: PartitionSlot): void {
  slot.leader = null;
  slot.failures += 1;
}

/** Tells a route what the cluster says of its topic, or ends it when the topic is not there. */
function learn(route: TopicRoute, topic: TopicMetadata | undefined): void {
  const error = topic?.error ?? null;
  if (topic !== undefined && error === null && topic.partitions.length > 0) {
    return route.update(topic);
  }
  route.absences += 1;
  const limit = route.isKnown ? maxAbsences.seenBefore : maxAbsences.neverSeen;
  const isMissing = error === null || error.code === errorCodes.UNKNOWN_TOPIC_OR_PARTITION;
  const isFinal = error !== null && !error.retriable;
  if (!isFinal && !(isMissing && route.absences >= limit)) return;
  const cause = error ?? new KafkaError(errorCodes.UNKNOWN_TOPIC_OR_PARTITION);
  route.abandon(`${cause.reason} (${cause.codeName})`, cause);
  route.absences = 0;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
