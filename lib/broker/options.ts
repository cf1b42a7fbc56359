import type { Clock } from "../async/timer.ts";
import type { AdvertisedAddress } from "./api.ts";
import type { BrokerLimits } from "./limits.ts";
import type { SyncMode } from "./store/prepare_database.ts";

/** A topic that the broker creates when it starts, if it does not exist. */
export interface SeedTopic {
  readonly name: string;
  /** Default: the setting `num.partitions`. */
  readonly partitionCount?: number;
}

/** Options of a broker; only the data directory is required. */
export interface BrokerOptions {
  /** Directory of the data, created with mode 0700 if missing; null for data in memory. */
  readonly dataDirectory: string | null;
  /** Default `localhost`: only 127.0.0.1 and ::1. */
  readonly host?: string;
  /** Default 9092; 0 for any free port. */
  readonly port?: number;
  /** The address that clients get to connect to. Default: the one they connected to. */
  readonly advertise?: AdvertisedAddress;
  /** Default `full`: acknowledged writes are on disk. */
  readonly sync?: SyncMode;
  /** Kafka's broker settings, by name. */
  readonly settings?: Iterable<readonly [name: string, value: string]>;
  /** Whether a replication factor above one is rejected. Default false. */
  readonly strict?: boolean;
  /** Topics to create if they do not exist. */
  readonly topics?: readonly SeedTopic[];
  readonly limits?: Partial<BrokerLimits>;
  /** How many files and sockets the process can have open, if known; limits the connections. */
  readonly fileDescriptors?: number | null;
  readonly clock?: Clock;
  /** Called with the number of connected clients whenever it changes. */
  readonly onConnections?: (count: number) => void;
  /**
   * Called once if the data file is deleted, moved or replaced. From then on every write is
   * rejected, and the caller has to stop the broker. Default: the error goes to `log`.
   */
  readonly onDataLost?: (error: Error) => void;
  /** Logs one line. Default: no log. */
  readonly log?: (line: string) => void;
}
