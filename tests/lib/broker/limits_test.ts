import assert from "node:assert/strict";
import { defaultLimits, withinDescriptors } from "../../../lib/broker/limits.ts";

Deno.test("withinDescriptors() reserves descriptors for the broker's own files", () => {
  const connections = [8, 64, 1024, 4144, 1_048_576, Infinity].map((descriptors) =>
    withinDescriptors(defaultLimits, descriptors).maxConnections
  );
  assert.deepEqual(connections, [1, 16, 976, 4096, 4096, 4096]);
});

Deno.test("withinDescriptors() keeps a lower limit, and all the others", () => {
  const limits = { ...defaultLimits, maxConnections: 5 };
  assert.deepEqual(withinDescriptors(limits, 64), limits);
});
