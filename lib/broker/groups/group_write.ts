import { type CommitQueue, StorageError, type Write } from "../log/commit_queue.ts";
import type { GroupError } from "./group_model.ts";

/**
 * Writes a change of a group; resolves when it is on disk. As in Kafka, a client sees a disk error
 * as a coordinator that has moved.
 */
export async function writeForGroup(commits: CommitQueue, write: Write): Promise<GroupError> {
  try {
    await commits.enqueue(write);
    return "NONE";
  } catch (error) {
    // The commit queue has logged the disk error.
    if (!(error instanceof StorageError)) throw error;
    return "NOT_COORDINATOR";
  }
}
