import type { ByteStream } from "../../../../lib/kafka/connection/byte_stream.ts";

/** A stream in memory: a test decides what each read returns and when a write is accepted. */
export class MemoryStream implements ByteStream {
  readonly writes: Uint8Array[] = [];
  /** Resolves with the number of writes, each time there is another one. */
  #written = Promise.withResolvers<void>();
  #incoming: Uint8Array[] = [];
  #end: "open" | "ended" | "closed" = "open";
  #wake: PromiseWithResolvers<void> | null = null;
  /** Bytes that one read returns at most. */
  readBytes = Infinity;
  /** How much memory the last read offered. */
  offeredBytes = 0;
  /** Writes wait for this. */
  accepting: Promise<void> = Promise.resolve();

  /** The other side sends these bytes. */
  receive(...parts: readonly Uint8Array[]): void {
    this.#incoming.push(...parts.map((part) => part.slice()));
    this.#wake?.resolve();
  }

  /** The other side ends the connection. */
  end(): void {
    this.#end = "ended";
    this.#wake?.resolve();
  }

  get isClosed(): boolean {
    return this.#end === "closed";
  }

  /** Resolves when there have been so many writes. */
  async written(count: number): Promise<void> {
    while (this.writes.length < count) await this.#written.promise;
  }

  async read(target: Uint8Array<ArrayBuffer>): Promise<number | null> {
    this.offeredBytes = target.byteLength;
    while (this.#incoming.length === 0 && this.#end === "open") {
      this.#wake = Promise.withResolvers();
      await this.#wake.promise;
    }
    if (this.#end === "closed") throw new Error("closed here");
    const first = this.#incoming[0];
    if (first === undefined) return null;
    const count = Math.min(first.byteLength, target.byteLength, this.readBytes);
    target.set(first.subarray(0, count));
    if (count === first.byteLength) this.#incoming.shift();
    else this.#incoming[0] = first.subarray(count);
    return count;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.writes.push(bytes.slice());
    this.#written.resolve();
    this.#written = Promise.withResolvers();
    await this.accepting;
  }

  close(): Promise<void> {
    this.#end = "closed";
    this.#wake?.resolve();
    return Promise.resolve();
  }
}
