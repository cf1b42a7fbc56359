import assert from "node:assert/strict";
import { setImmediate as nextTurn } from "node:timers/promises";
import { CommitQueue, StorageError } from "../../../../lib/broker/log/commit_queue.ts";
import { readMeta, writeMeta } from "../../../../lib/broker/store/meta.ts";
import { Store } from "../../../../lib/broker/store/store.ts";

/** A store whose transactions fail with `message` as long as it is set, as SQLite's do. */
class FailingStore extends Store {
  failure: string | null = null;
  transactions = 0;

  override transaction<Result>(write: () => Result): Result {
    this.transactions += 1;
    return super.transaction(() => {
      const result = write();
      if (this.failure !== null) throw new Error(this.failure);
      return result;
    });
  }
}

function openStore(): FailingStore {
  return new FailingStore({ path: ":memory:" });
}

const nothing = { apply: (): void => {} };

Deno.test("CommitQueue commits all writes of one turn in one transaction", async () => {
  using store = openStore();
  const commits = new CommitQueue(store);
  await Promise.all([1, 2, 3].map(() => commits.enqueue(nothing)));
  assert.equal(store.transactions, 1);
});

Deno.test("CommitQueue resolves a write only after its commit", async () => {
  using store = openStore();
  const commits = new CommitQueue(store);
  const written = commits.enqueue({ apply: (s) => writeMeta(s, "cluster_id", "a") });
  assert.equal(readMeta(store, "cluster_id"), null);
  await written;
  assert.equal(readMeta(store, "cluster_id"), "a");
});

Deno.test("CommitQueue updates memory before it resolves the write", async () => {
  using store = openStore();
  const order: string[] = [];
  await new CommitQueue(store)
    .enqueue({ ...nothing, committed: () => void order.push("committed") })
    .then(() => order.push("resolved"));
  assert.deepEqual(order, ["committed", "resolved"]);
});

Deno.test("CommitQueue ends a turn after its time and continues in the next", async () => {
  using store = openStore();
  const commits = new CommitQueue(store, { maxTurnMs: 0 });
  await Promise.all([1, 2, 3].map(() => commits.enqueue(nothing)));
  assert.equal(store.transactions, 3);
});

Deno.test("CommitQueue ends a turn at its byte limit and continues in the next", async () => {
  using store = openStore();
  const commits = new CommitQueue(store, { maxTurnBytes: 100 });
  await Promise.all([60, 60, 60].map((sizeBytes) => commits.enqueue({ ...nothing, sizeBytes })));
  assert.equal(store.transactions, 2);
});

Deno.test("CommitQueue undoes all writes of a failed commit, the newest first", async () => {
  using store = openStore();
  store.failure = "database or disk is full";
  const undone: number[] = [];
  const said: string[] = [];
  const commits = new CommitQueue(store, {
    maxTurnBytes: 1,
    onFailure: (error) => void said.push(error.message),
  });
  const writes = [1, 2, 3].map((number) =>
    commits.enqueue({ ...nothing, sizeBytes: 1, undo: () => void undone.push(number) })
  );
  for (const write of writes) await assert.rejects(write, StorageError);
  assert.deepEqual(undone, [3, 2, 1]);
  assert.deepEqual(said, ['Cannot write ":memory:": database or disk is full']);
});

Deno.test("CommitQueue stores nothing of a failed turn", async () => {
  using store = openStore();
  store.failure = "database or disk is full";
  const commits = new CommitQueue(store);
  const write = commits.enqueue({ apply: (s) => writeMeta(s, "cluster_id", "lost") });
  await assert.rejects(write, StorageError);
  assert.equal(readMeta(store, "cluster_id"), null);
});

Deno.test("CommitQueue accepts writes again once a full disk has room", async () => {
  using store = openStore();
  const commits = new CommitQueue(store);
  store.failure = "database or disk is full";
  await assert.rejects(commits.enqueue(nothing), StorageError);
  store.failure = null;
  await commits.enqueue({ apply: (s) => writeMeta(s, "cluster_id", "b") });
  assert.equal(readMeta(store, "cluster_id"), "b");
});

Deno.test("CommitQueue rejects all writes after an I/O error", async () => {
  using store = openStore();
  const commits = new CommitQueue(store);
  store.failure = "disk I/O error";
  await assert.rejects(commits.enqueue(nothing), StorageError);
  store.failure = null;
  let undone = false;
  const later = commits.enqueue({ ...nothing, undo: () => void (undone = true) });
  const message = 'Cannot write ":memory:": disk I/O error; nothing is accepted before a restart';
  await assert.rejects(later, { message });
  assert.equal(undone, true);
});

Deno.test("CommitQueue reports a lasting failure once, and its end", async () => {
  using store = openStore();
  const said: string[] = [];
  const commits = new CommitQueue(store, {
    onFailure: (error) => void said.push(error.message),
    onRecovery: () => void said.push("over"),
  });
  const large = { ...nothing, sizeBytes: 1 };
  store.failure = "database or disk is full";
  for (let time = 0; time < 3; time++) await assert.rejects(commits.enqueue(large), StorageError);
  store.failure = null;
  await commits.enqueue(nothing);
  assert.equal(said.length, 1);
  await commits.enqueue(large);
  await commits.enqueue(large);
  assert.deepEqual(said, ['Cannot write ":memory:": database or disk is full', "over"]);
});

/** A store whose write-ahead log is always long, and cannot be moved while `failure` is set. */
class BehindStore extends Store {
  failure: string | null = null;
  checkpoints = 0;

  override get isCheckpointDue(): boolean {
    return true;
  }

  override checkpoint(): void {
    this.checkpoints += 1;
    if (this.failure !== null) throw new Error(this.failure);
  }
}

Deno.test("CommitQueue runs a checkpoint once the writes of a turn are answered", async () => {
  using store = new BehindStore({ path: ":memory:" });
  await new CommitQueue(store).enqueue(nothing);
  assert.equal(store.checkpoints, 0);
  await nextTurn();
  assert.equal(store.checkpoints, 1);
});

Deno.test("CommitQueue reports once that checkpoints fail, and that they work again", async () => {
  using store = new BehindStore({ path: ":memory:" });
  const reported: string[] = [];
  const commits = new CommitQueue(store, {
    onFailure: () => reported.push("commit"),
    onCheckpointFailure: ({ message }) => reported.push(message),
    onCheckpointRecovery: () => reported.push("again"),
  });
  for (const failure of ["no", "no", null, null, "no"]) {
    store.failure = failure;
    await commits.enqueue(nothing);
    await nextTurn();
  }
  const failed = 'Cannot write ":memory:": no; nothing is lost, but ":memory:-wal" grows until ' +
    "the write succeeds";
  assert.deepEqual(reported, [failed, "again", failed]);
});
