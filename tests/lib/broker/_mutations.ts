import { registry } from "../../../lib/broker/apis/registry.ts";
import { encodeRequestFrame } from "../../support/peers/request_frame.ts";
import { fixtureLines } from "../wire/_fixtures.ts";
import { sized } from "./_client.ts";

/**
 * Requests without their sizes: as real clients sent them, and every supported version as Kafka's
 * own classes write it.
 */
export function originalRequests(): Uint8Array[] {
  const sent = fixtureLines("golden_frames.txt", 5).filter(([, half]) => half === "request")
    .map((words) => Uint8Array.fromHex(words[4]!));
  const written = fixtureLines("kafka_4_2_messages.txt", 6).filter(([, half]) => half === "request")
    .flatMap(([key, , versions, , hex]) => {
      const [first, last] = versions!.split("-").map(Number);
      const api = registry.byKey.get(Number(key));
      const lowest = Math.max(first!, api?.minVersion ?? Infinity);
      const highest = Math.min(last!, api?.maxVersion ?? -1);
      return Array.from({ length: Math.max(0, highest - lowest + 1) }, (_, index) => {
        const header = { apiVersion: lowest + index, correlationId: 1, clientId: "fuzz" };
        return encodeRequestFrame(api!, header, Uint8Array.fromHex(hex!)).subarray(4);
      });
    });
  return [...sent, ...written];
}

/** Bytes of numbers that are boundary values for lengths, counts and varints. */
const edges = ["00", "ff", "7f", "80", "ffff", "7fff", "8000", "ffffffff", "7fffffff", "80000000"]
  .concat("00000000", "ffffff0f", "ffffffff0f", "ffffffffffffffff", "7fffffffffffffff")
  .map((hex) => Uint8Array.fromHex(hex));

const served = [...registry.byKey.values()];

/** Creates invalid input for a broker, the same for the same seed. */
export class Mutator {
  readonly #originals: readonly Uint8Array[];
  #state: number;

  constructor(originals: readonly Uint8Array[], seed: number) {
    this.#originals = originals;
    this.#state = seed;
  }

  /** Returns bytes to send: mostly one frame with a valid size, sometimes bytes without one. */
  next(): Uint8Array {
    const kind = this.below(20);
    if (kind === 0) return this.#random(1 + this.below(60));
    if (kind === 1) return this.#wronglySized();
    if (kind <= 4) return sized(this.#randomBody());
    if (kind <= 7) return sized(this.#truncated());
    if (kind <= 9) return sized(this.#spliced());
    if (kind <= 13) return sized(this.#edged());
    if (kind <= 18) return sized(this.#flipped());
    return sized(this.#original());
  }

  /** Returns a number from 0 up to but not including `end` (mulberry32). */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % end;
  }

  #random(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  #original(): Uint8Array {
    return this.#originals[this.below(this.#originals.length)]!.slice();
  }

  #wronglySized(): Uint8Array {
    const bytes = sized(this.#original());
    new DataView(bytes.buffer).setInt32(0, bytes.byteLength - 4 + this.below(9) - 4);
    return bytes;
  }

  /** Returns a valid header of a supported version, followed by random bytes. */
  #randomBody(): Uint8Array {
    const api = served[this.below(served.length)]!;
    const body = this.#random(this.below(120));
    const frame = new Uint8Array(11 + body.byteLength);
    const view = new DataView(frame.buffer);
    const versions = api.maxVersion - api.minVersion + 1;
    view.setInt16(0, api.key);
    view.setInt16(2, api.minVersion + this.below(versions));
    view.setInt16(8, this.below(2) - 1);
    frame.set(body, 11 - this.below(2));
    return frame;
  }

  #truncated(): Uint8Array {
    const frame = this.#original();
    return frame.subarray(0, this.below(frame.byteLength));
  }

  #spliced(): Uint8Array {
    const [first, second] = [this.#original(), this.#original()];
    const head = first.subarray(0, this.below(first.byteLength));
    const tail = second.subarray(this.below(second.byteLength));
    return Uint8Array.from([...head, ...tail]);
  }

  #edged(): Uint8Array {
    const frame = this.#original();
    const edge = edges[this.below(edges.length)]!;
    const at = 8 + this.below(Math.max(1, frame.byteLength - 8));
    frame.set(edge.subarray(0, Math.max(0, frame.byteLength - at)), Math.min(at, frame.byteLength));
    return frame;
  }

  #flipped(): Uint8Array {
    const frame = this.#original();
    for (let left = 1 + this.below(4); left > 0; left--) {
      const inHeader = this.below(8) === 0;
      const at = inHeader ? this.below(8) : 8 + this.below(Math.max(1, frame.byteLength - 8));
      if (at < frame.byteLength) frame[at] = this.below(256);
    }
    return frame;
  }
}
