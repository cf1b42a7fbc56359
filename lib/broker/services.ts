import type { Clock } from "../async/timer.ts";
import type { BrokerSettings } from "./configs/broker_settings.ts";
import type { GroupCoordinator } from "./groups/coordinator.ts";
import type { LimitWatch } from "./limit_watch.ts";
import type { BrokerLimits } from "./limits.ts";
import type { LogManager } from "./log/log_manager.ts";
import type { ParkedRequests } from "./log/parked_requests.ts";
import type { ProducerIds } from "./log/producer_ids.ts";
import type { BufferPool } from "./server/buffer_pool.ts";
import type { MemoryBudgets } from "./server/memory_budget.ts";
import type { WorkTurns } from "./server/work_turns.ts";
import type { TopicCreator } from "./topics/topic_creator.ts";
import type { TopicRegistry } from "./topics/topic_registry.ts";

/** The services that handlers use; handlers touch neither bytes nor SQL. */
export interface BrokerServices {
  /** Stored with the data; 22 characters of base64, as in Kafka. */
  readonly clusterId: string;
  /** Path of the data, or ":memory:". */
  readonly dataPath: string;
  readonly topics: TopicRegistry;
  readonly topicCreator: TopicCreator;
  readonly logs: LogManager;
  readonly parked: ParkedRequests;
  readonly groups: GroupCoordinator;
  readonly producerIds: ProducerIds;
  readonly settings: BrokerSettings;
  readonly limits: BrokerLimits;
  readonly limitWatch: LimitWatch;
  /** The memory of all connections together. */
  readonly memory: MemoryBudgets;
  /** Memory for large requests. */
  readonly buffers: BufferPool;
  /** Divides the thread among long requests. */
  readonly turns: WorkTurns;
  /** Whether a replication factor above one is rejected, as Kafka does on one node. */
  readonly strict: boolean;
  readonly clock: Clock;
  /** Logs one line. */
  log(line: string): void;
}
