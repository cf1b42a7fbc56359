import { FailedError } from "../../errors.ts";
import type { RegistryClient } from "./registry_client.ts";

/** The kinds of schemas. */
export type SchemaType = "AVRO" | "PROTOBUF" | "JSON";

/** How a schema names another one that it uses. */
export interface SchemaReference {
  /** The name by which the schema uses it, for example the path of an import. */
  readonly name: string;
  readonly subject: string;
  readonly version: number;
}

/** A schema of the registry. */
export interface RegistrySchema {
  readonly type: SchemaType;
  readonly text: string;
  readonly references: readonly SchemaReference[];
}

/** A version of a subject. */
export interface SchemaVersion extends RegistrySchema {
  readonly subject: string;
  readonly version: number;
  readonly id: number;
}

/** A schema that another one refers to. */
export interface ReferencedSchema extends RegistrySchema {
  readonly name: string;
}

/** A schema that is too large, or that refers to too many others; the message is a clause. */
export class SchemaLimitError extends Error {
  override readonly name = "SchemaLimitError";
}

const maxReferences = 200;
const maxTotalLength = 16 * 1024 * 1024;
const types: readonly string[] = ["AVRO", "PROTOBUF", "JSON"];

/** Reads schemas from a registry. Each one is requested once, also if several callers need it. */
export class SchemaStore {
  readonly client: RegistryClient;
  readonly #byId = new Map<number, Promise<RegistrySchema>>();
  readonly #byVersion = new Map<string, Promise<SchemaVersion>>();

  constructor(client: RegistryClient) {
    this.client = client;
  }

  /**
   * Returns the schema of an id.
   *
   * @throws {NotRegisteredError} If there is none.
   * @throws As {@link RegistryClient.request}.
   */
  byId(id: number, signal: AbortSignal): Promise<RegistrySchema> {
    return shared(this.#byId, id, async () => {
      const action = `read schema ${id}`;
      const path = ["schemas", "ids", id];
      return schemaOf(await this.client.request({ path, action, signal }), action);
    });
  }

  /**
   * Returns a version of a subject.
   *
   * @throws As {@link byId}.
   */
  byVersion(
    subject: string,
    version: number | "latest",
    signal: AbortSignal,
  ): Promise<SchemaVersion> {
    return shared(this.#byVersion, JSON.stringify([subject, version]), async () => {
      const which = version === "latest" ? "the latest version" : `version ${version}`;
      const action = `read ${which} of subject "${subject}"`;
      const path = ["subjects", subject, "versions", version];
      const json = await this.client.request({ path, action, signal });
      const { id, version: found } = json as { readonly id: unknown; readonly version: unknown };
      if (typeof id !== "number" || typeof found !== "number") throw unexpected(action);
      return { ...schemaOf(json, action), subject, id, version: found };
    });
  }

  /**
   * Returns the schemas that a schema refers to, each once and after those that it refers to.
   *
   * @throws {SchemaLimitError} If there are too many, or they are too large.
   * @throws As {@link byId}.
   */
  async references(schema: RegistrySchema, signal: AbortSignal): Promise<ReferencedSchema[]> {
    const found: ReferencedSchema[] = [];
    const visited = new Set<string>();
    let length = schema.text.length;
    const visit = async ({ references }: RegistrySchema): Promise<void> => {
      for (const { name, subject, version } of references) {
        const key = JSON.stringify([subject, version]);
        if (visited.has(key)) continue;
        visited.add(key);
        if (visited.size > maxReferences) {
          throw new SchemaLimitError(`it refers to more than ${maxReferences} schemas`);
        }
        const referenced = await this.byVersion(subject, version, signal);
        length += referenced.text.length;
        if (length > maxTotalLength) {
          throw new SchemaLimitError(
            `it and its references are larger than ${maxTotalLength} bytes`,
          );
        }
        await visit(referenced);
        found.push({ ...referenced, name });
      }
    };
    await visit(schema);
    return found;
  }
}

function shared<Key, Value>(
  known: Map<Key, Promise<Value>>,
  key: Key,
  load: () => Promise<Value>,
): Promise<Value> {
  const found = known.get(key);
  if (found !== undefined) return found;
  const loading = load();
  known.set(key, loading);
  // A failure is for those who wait; the next call tries again.
  loading.catch(() => known.delete(key));
  return loading;
}

function schemaOf(json: unknown, action: string): RegistrySchema {
  const { schemaType = "AVRO", schema, references } = (json ?? {}) as Record<string, unknown>;
  const isKnown = typeof schemaType === "string" && types.includes(schemaType);
  if (typeof schema !== "string" || !isKnown) throw unexpected(action);
  return {
    type: schemaType as SchemaType,
    text: schema,
    references: Array.isArray(references) ? references.map((one) => referenceOf(one, action)) : [],
  };
}

function referenceOf(json: unknown, action: string): SchemaReference {
  const { name, subject, version } = (json ?? {}) as Record<string, unknown>;
  if (typeof name !== "string" || typeof subject !== "string" || !Number.isInteger(version)) {
    throw unexpected(action);
  }
  return { name, subject, version: version as number };
}

function unexpected(action: string): FailedError {
  return new FailedError(`Cannot ${action}: the response is not that of a schema registry`, {
    hint: "Check the address in --registry or registry.url",
  });
}
