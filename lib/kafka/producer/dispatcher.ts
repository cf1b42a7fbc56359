import { produce } from "../../wire/messages/00_produce.ts";
import { errorCodes } from "../../wire/errors.ts";
import { delay } from "../../async/delay.ts";
import { after, systemClock } from "../../async/timer.ts";
import { backoffMs } from "../backoff.ts";
import type { KafkaClient } from "../client.ts";
import { ConnectionLostError } from "../connection/connection_error.ts";
import { KafkaError } from "../kafka_error.ts";
import type { TopicMetadata } from "../metadata.ts";
import { initProducerId } from "./init_producer_id.ts";
import {
  type Acks,
  answerTimeoutMs,
  pairAnswers,
  produceBody,
  refusalOf,
  type Shipment,
} from "./produce_round.ts";
import type { PartitionSlot, TopicRoute } from "./topic_route.ts";
import { verdictOf } from "./verdict.ts";

/** Whether the producer's last attempt reached the brokers. */
export type ProducerLink =
  | { readonly state: "up" }
  | { readonly state: "down"; readonly error: Error };

/** Dependencies of {@link Dispatcher}. */
export interface DispatcherOptions {
  readonly client: KafkaClient;
  readonly routes: ReadonlyMap<string, TopicRoute>;
  readonly signal: AbortSignal;
  onLink(link: ProducerLink): void;
  readonly acks: Acks;
}

/** The position of a batch that the broker does not acknowledge. */
const unknownPosition = { baseOffset: null, logAppendTime: null };
/** Maximum total size of the batches in one request; a single batch may exceed it. */
const maxRequestBytes = 16 * 1024 * 1024;
/** The last version of Produce that identifies topics by name. */
const lastVersionByName = 12;
/** Number of refreshes in a row that may omit a topic: for 1 s if never seen, otherwise 4 s. */
const maxAbsences = { neverSeen: 5, seenBefore: 8 };

/**
 * Sends batches to their leaders: one request per leader at a time, with one batch for each of its
 * partitions. In the meantime, records collect for the next request. Looks up missing leaders.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #busy = new Set<number>();
  readonly #running = new Set<Promise<void>>();
  #isRefreshing = false;
  #isPrepareDue = false;
  #refreshFailures = 0;
  #isDown = false;
  #turn = 0;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** Resolves once no request is in flight; abort the signal first. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Sends all batches that can be sent now. */
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
    if (this.#busy.size > 0) this.#prepareLater();
    if (needsRefresh && !this.#isRefreshing) this.#track(this.#refresh());
  }

  /** Encodes the next batches, in a later turn of the event loop: the requests go first. */
  #prepareLater(): void {
    if (this.#isPrepareDue) return;
    this.#isPrepareDue = true;
    after(0, () => {
      this.#isPrepareDue = false;
      if (this.#options.signal.aborted) return;
      for (const route of this.#options.routes.values()) {
        for (const { queue } of route.slots) queue.prepare();
      }
    });
  }

  #ship(leader: number, slots: readonly [PartitionSlot, TopicRoute][]): void {
    const shipments: Shipment[] = [];
    let sizeBytes = 0;
    // Start at another partition each time, so that no partition starves if requests are full.
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
    const { client, signal, acks } = this.#options;
    this.#busy.add(leader);
    try {
      const hasIds = shipments.every(({ topicId }) => topicId !== null);
      const response = await client.request(produce, produceBody(shipments, acks), {
        node: leader,
        timeoutMs: answerTimeoutMs(shipments, systemClock.now()),
        signal,
        ...(hasIds ? {} : { maxVersion: lastVersionByName }),
      });
      this.#linkUp();
      if (acks === "none") {
        for (const { slot, batch } of shipments) slot.queue.written(batch, unknownPosition);
        return this.pump();
      }
      const answers = pairAnswers(shipments, response);
      shipments.forEach((shipment, index) => this.#answered(shipment, answers[index]!));
    } catch (error) {
      // The code that aborts the signal rejects the pending records.
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
      const refusal = refusalOf(answer, batch, slot.queue.topic);
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

  /** Looks up leaders and new producer ids until no queue needs them. */
  async #refresh(): Promise<void> {
    const { routes, signal } = this.#options;
    this.#isRefreshing = true;
    try {
      while (true) {
        const stale = [...routes.values()].filter((route) => route.isStale);
        const exhausted = [...routes.values()].flatMap(({ slots }) =>
          [...slots].filter(({ queue }) => queue.needsIdentity)
        );
        if (stale.length + exhausted.length === 0) return;
        const failures = Math.min(...stale.map((route) => route.failures));
        const attempts = Math.max(this.#refreshFailures, Number.isFinite(failures) ? failures : 0);
        await delay(backoffMs(attempts), signal);
        await this.#refreshOnce(stale, exhausted);
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
    exhausted: readonly PartitionSlot[],
  ): Promise<void> {
    const { client, signal } = this.#options;
    try {
      const topics = stale.map(({ topic }) => topic);
      const known = await client.metadata({ topics, signal });
      this.#refreshFailures = 0;
      for (const route of stale) learn(route, known.topics.get(route.topic));
      for (const { queue } of exhausted) queue.adopt(await initProducerId(client, signal));
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

/** Updates a route from the topic's metadata, or rejects its records if the topic is gone. */
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
