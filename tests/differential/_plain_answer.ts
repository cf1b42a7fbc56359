import { batchField } from "../../lib/wire/batches/batch_fields.ts";
import { describeErrorCode } from "../../lib/wire/errors.ts";
import type { Peer } from "./_peer.ts";

/** A response as values by path, equal for responses with the same meaning. */
export type PlainAnswer = ReadonlyMap<string, string>;

/** The value at the path of an element itself. */
export const present = "there";

const noId = "00000000-0000-0000-0000-000000000000";

/** The fields that identify an element of an array, so that its order does not matter. */
const namingFields = [
  "resourceName",
  "name",
  "topic",
  "topicId",
  "partitionIndex",
  "partition",
  "index",
  "groupId",
  "key",
  "apiKey",
  "memberId",
  "user",
  "partitionId",
  "topicName",
  "transactionalId",
  "nodeId",
  "brokerId",
];

/** Returns the same word for the same value, numbered in the order of first use. */
class Words {
  readonly #words = new Map<unknown, string>();

  of(kind: string, value: unknown): string {
    const known = this.#words.get(value);
    if (known !== undefined) return known;
    const word = `${kind} ${[...this.#words.values()].filter((w) => w.startsWith(kind)).length}`;
    this.#words.set(value, word);
    return word;
  }
}

/**
 * Converts the responses of one peer.
 *
 * Values that a broker invents are replaced by their meaning: ids, addresses, folders and the time
 * of day. The texts of errors are omitted.
 */
export class PlainAnswers {
  readonly #peer: Peer;
  readonly #words = new Words();

  constructor(peer: Peer) {
    this.#peer = peer;
  }

  of(answer: unknown): PlainAnswer {
    const lines = new Map<string, string>();
    if (answer === null) lines.set("", "the connection is closed");
    else this.#collect(answer, "", lines);
    return lines;
  }

  #collect(value: unknown, path: string, lines: Map<string, string>): void {
    if (Array.isArray(value)) {
      lines.set(`${path}.length`, String(value.length));
      const named = value.map((element, index) => ({
        element,
        name: this.#nameOf(element, index),
      }));
      const seen = new Map<string, number>();
      for (const { element, name } of named) {
        const times = (seen.get(name) ?? 0) + 1;
        seen.set(name, times);
        const place = times === 1 ? name : `${name} again ${times - 1}`;
        if (typeof element === "object") lines.set(`${path}[${place}]`, present);
        this.#collect(element, `${path}[${place}]`, lines);
      }
    } else if (value instanceof Uint8Array) {
      lines.set(path, value.toHex());
    } else if (typeof value === "object" && value !== null) {
      for (const [field, inner] of Object.entries(value)) {
        if (/Message$/.test(field) || field === "documentation") continue;
        const inside = path === "" ? field : `${path}.${field}`;
        if (field === "records" && inner instanceof Uint8Array) batches(inner, inside, lines);
        else if (typeof inner === "object" && inner !== null) this.#collect(inner, inside, lines);
        else lines.set(inside, this.#word(field, inner));
      }
    } else {
      lines.set(path, String(value));
    }
  }

  #nameOf(element: unknown, index: number): string {
    if (typeof element !== "object" || element === null) return String(index);
    const fields = element as Readonly<Record<string, unknown>>;
    const names = namingFields.filter((field) => field in fields)
      .map((field) => this.#word(field, fields[field]));
    const name = names.find((name) => name !== "" && name !== "no id" && name !== "null");
    return name ?? (names.length === 0 ? String(index) : '""');
  }

  #word(field: string, value: unknown): string {
    if (/ErrorCode$|^errorCode$/.test(field)) {
      return `${value} ${describeErrorCode(Number(value)).name}`;
    }
    switch (field) {
      case "topicId":
        return this.#topic(String(value));
      case "memberId":
      case "leader":
        return value === "" ? "" : this.#words.of("member", value);
      case "producerId":
        return value === -1n ? "-1" : this.#words.of("producer", value);
      case "host":
      case "port":
        return this.#peer.brokers.split(/:(?=\d+$)/).includes(String(value))
          ? "own"
          : String(value);
      case "clusterId":
      case "logDir":
        return `a ${field}`;
      case "logAppendTimeMs":
      case "totalBytes":
      case "usableBytes":
        return value === -1n ? "-1" : `a ${field}`;
      default:
        return String(value);
    }
  }

  #topic(id: string): string {
    if (id === noId) return "no id";
    for (const [name, known] of this.#peer.topicIds) if (known === id) return `id of ${name}`;
    return "another id";
  }
}

/**
 * Returns whole batches byte by byte, without the incomplete batch that Kafka may send at the end.
 */
function batches(records: Uint8Array, path: string, lines: Map<string, string>): void {
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const prefixBytes = batchField.leaderEpoch;
  for (let start = 0; start + prefixBytes <= records.byteLength;) {
    const end = start + prefixBytes + view.getInt32(start + batchField.batchLength);
    if (end > records.byteLength) return;
    lines.set(`${path} at ${view.getBigInt64(start)}`, records.subarray(start, end).toHex());
    start = end;
  }
}
