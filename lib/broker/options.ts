import type { AdvertisedAddress } from "./api.ts";
import type { Clock } from "./clock.ts";
import type { BrokerLimits } from "./limits.ts";
import type { SyncMode } from "./store/store.ts";

/** A topic that is there from the start. */
export interface SeedTopic {
  readonly name: string;
  /** Default: the setting `num.partitions`. */
  readonly partitionCount?: number;
}

/** How a broker is started; only where its data lies must be said. */
export interface BrokerOptions {
  /** Directory of the data, made with mode 0700 when missing; null for data that ends with it. */
  readonly dataDirectory: string | null;
  /** Default `localhost`: 127.0.0.1 and ::1, and nothing else. */
  readonly host?: string;
  /** Default 9092; 0 takes any free port. */
  readonly port?: number;
  /** What clients are told to connect to; default: what they connected to. */
  readonly advertise?: AdvertisedAddress;
  /** Default `full`: acknowledged means on disk. */
  readonly sync?: SyncMode;
  /** Kafka's own broker settings, by their names. */
  readonly settings?: Iterable<readonly [name: string, value: string]>;
  /** Refuses a replication factor above one; default false. */
  readonly strict?: boolean;
  /** Topics to create where they are missing. */
  readonly topics?: readonly SeedTopic[];
  readonly limits?: Partial<BrokerLimits>;
  /** Files and sockets that the process may have open, where that is known; bounds connections. */
  readonly fileDescriptors?: number | null;
  readonly clock?: Clock;
  /** Told how many clients are connected whenever that changes. */
  readonly onConnections?: (count: number) => void;
  /**
   * Called once if the data file is deleted, moved or replaced. From then on every write is
   * rejected, and the caller has to stop the broker. Default: the error goes to `log`.
   */
  readonly onDataLost?: (error: Error) => void;
  /** Takes one line for the people who run the broker; default: nothing is said. */
  readonly log?: (line: string) => void;
}
