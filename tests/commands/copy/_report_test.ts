import assert from "node:assert/strict";
import {
  failedError,
  interruptedError,
  reportText,
  withHint,
} from "../../../commands/copy/_report.ts";
import { CopyPosition } from "../../../lib/copy/copy_position.ts";
import { FailedError } from "../../../lib/errors.ts";

const progress = { records: 2, bytes: 2_048, failed: 1 };
const events = { copied: (): void => {}, failed: (): boolean => true };

/** A position from 0 to `stop`, of which the first `done` offsets are copied. */
function position(partition: number, done: bigint, stop: bigint): CopyPosition {
  const made = new CopyPosition({ partition, start: 0n, stop }, events);
  made.close(done);
  return made;
}

Deno.test("reportText() names both ends", () => {
  const report = { source: "a\x1b", target: "b", dry_run: false, finished: true, ...progress };
  assert.equal(
    reportText(report, 2_000),
    'Copied 2 records (2.0 KiB) from "a\\x1b" to "b" in 2s\n',
  );
  assert.equal(
    reportText({ ...report, target: null, dry_run: true, records: 1 }, 2_000),
    'Would copy 1 record (2.0 KiB) from "a\\x1b" to the topics in its headers\n',
  );
});

Deno.test("failedError() suggests another run only if the failures are saved", () => {
  const error = failedError(progress, { isSaved: false });
  assert.equal(error.message, "Cannot copy 1 of 3 records: see above");
  assert.equal(error.hint, undefined);
  assert.match(failedError(progress, { isSaved: true }).hint ?? "", /^Run the same command again/);
});

Deno.test("interruptedError() names the offsets that are not copied", () => {
  const { signal } = new AbortController();
  const options = { source: "a", isSaved: false, signal };
  const positions = [position(0, 3n, 10n), position(1, 5n, 5n), position(2, 0n, 2n)];
  const error = interruptedError(progress, { ...options, positions });
  assert.equal(
    error.message,
    'Interrupted after 2 records; not copied: "a" partition 0 from offset 3 to 9, ' +
      "partition 2 from offset 0 to 1",
  );
  assert.equal(error.hint, undefined);
  const many = Array.from({ length: 8 }, (_, index) => position(index, 0n, 1n));
  const { message, hint } = interruptedError(progress, {
    ...options,
    positions: many,
    isSaved: true,
  });
  assert.match(message, /partition 4 from offset 0 to 0 and 3 more$/);
  assert.match(hint ?? "", /^Run the same command again/);
});

Deno.test("interruptedError() reports that nothing is left after the last record", () => {
  const { signal } = new AbortController();
  const positions = [position(0, 3n, 3n)];
  const options = { source: "a", isSaved: true, signal, positions };
  const { message, hint } = interruptedError(progress, options);
  assert.equal(message, "Interrupted after 2 records; nothing is left");
  assert.equal(hint, undefined);
});

Deno.test("withHint() suggests another run for an error without a hint, if that continues", () => {
  const error = new FailedError("Cannot copy");
  assert.equal(withHint(error, false), error);
  const hinted = withHint(error, true);
  assert.ok(hinted instanceof FailedError);
  assert.match(hinted.hint ?? "", /^Run the same command again to continue/);
  const own = new FailedError("Cannot copy", { hint: "Wait" });
  assert.equal(withHint(own, true), own);
});
