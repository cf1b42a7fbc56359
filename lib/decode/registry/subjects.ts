import { FailedError } from "../../errors.ts";
import type { RegistryClient } from "./registry_client.ts";
import type { SchemaReference, SchemaType } from "./schema_store.ts";

/** A schema that is not registered yet. */
export interface NewSchema {
  readonly type: SchemaType;
  readonly text: string;
  readonly references: readonly SchemaReference[];
}

/** Whether a schema may follow a version of a subject. */
export interface Compatibility {
  readonly isCompatible: boolean;
  /** Why not, as the registry puts it; empty if it does not say. */
  readonly messages: readonly string[];
}

/**
 * Returns the names of all subjects, sorted.
 *
 * @throws As {@link RegistryClient.request}.
 */
export async function listSubjects(client: RegistryClient, signal: AbortSignal): Promise<string[]> {
  const action = "list subjects";
  const names = await client.request({ path: ["subjects"], action, signal });
  if (Array.isArray(names) && names.every((name) => typeof name === "string")) {
    return names.toSorted();
  }
  throw unexpected(action);
}

/**
 * Asks whether a schema is compatible with a version of a subject, by the rules of the subject.
 *
 * @throws {NotRegisteredError} If there is no such version.
 * @throws As {@link RegistryClient.request}.
 */
export async function checkCompatibility(
  client: RegistryClient,
  { subject, version, schema, signal }: {
    readonly subject: string;
    readonly version: number | "latest";
    readonly schema: NewSchema;
    readonly signal: AbortSignal;
  },
): Promise<Compatibility> {
  const action = `check a schema with subject "${subject}"`;
  const { type, text, references } = schema;
  const answer = await client.request({
    path: ["compatibility", "subjects", subject, "versions", version],
    query: "verbose=true",
    body: { schema: text, schemaType: type, ...(references.length > 0 && { references }) },
    action,
    signal,
  });
  const { is_compatible: isCompatible, messages = [] } = (answer ?? {}) as Record<string, unknown>;
  if (typeof isCompatible !== "boolean" || !Array.isArray(messages)) throw unexpected(action);
  return { isCompatible, messages: messages.map(String) };
}

function unexpected(action: string): FailedError {
  return new FailedError(`Cannot ${action}: the response is not that of a schema registry`, {
    hint: "Check the address in --registry or registry.url",
  });
}
