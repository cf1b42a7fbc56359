// The package names its types by paths without ".js", and its modules by paths with it.
// @ts-types="@modelcontextprotocol/sdk/shared/stdio"
import { ReadBuffer, serializeMessage } from "@modelcontextprotocol/sdk/shared/stdio.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport";
import type { Context } from "../../lib/context.ts";

type Message = Parameters<Transport["send"]>[0];

/** Largest message of a client, in bytes; the connection ends at a larger one. */
const maxMessageBytes = 4 * 1024 * 1024;

/**
 * Carries messages of the Model Context Protocol over stdin and stdout, one per line. Nothing else
 * may write to stdout.
 */
export class ContextTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: Message) => void;
  readonly #context: Context;
  readonly #buffer = new ReadBuffer({ maxBufferSize: maxMessageBytes });
  readonly #closed = Promise.withResolvers<void>();
  /** The ids of requests without an answer. */
  readonly #pending = new Set<unknown>();
  #answered: PromiseWithResolvers<void> | undefined;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  constructor(context: Context) {
    this.#context = context;
  }

  /**
   * Resolves when the client has closed stdin and has all answers; rejects if a message cannot be
   * read or written.
   */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Starts to read messages. */
  start(): Promise<void> {
    this.#reader = this.#context.stdin.readable.getReader();
    this.#read(this.#reader).then(
      () => this.close(),
      (error: unknown) => {
        this.#closed.reject(error);
        return this.close();
      },
    );
    return Promise.resolve();
  }

  /** Writes a message. */
  async send(message: Message): Promise<void> {
    try {
      await this.#context.stdout.write(serializeMessage(message));
      if (!("method" in message)) this.#settle(message.id);
    } catch (error) {
      this.#closed.reject(error);
      throw error;
    }
  }

  /** Stops reading. */
  async close(): Promise<void> {
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader === undefined) return;
    this.#closed.resolve();
    // A pending read of stdin keeps the process alive; the result does not matter.
    await reader.cancel().catch(() => {});
    this.onclose?.();
  }

  async #read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      this.#buffer.append(globalThis.Buffer.from(next.value));
      while (this.#handleMessage());
    }
    if (this.#pending.size === 0) return;
    this.#answered = Promise.withResolvers();
    await this.#answered.promise;
  }

  /** Notes that a request has its answer, or needs none. */
  #settle(id: unknown): void {
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#answered?.resolve();
  }

  /** Handles a message of the buffer; returns false if there is none. */
  #handleMessage(): boolean {
    try {
      const message = this.#buffer.readMessage();
      if (message === null) return false;
      if ("method" in message && "id" in message) this.#pending.add(message.id);
      // A request that the client has cancelled gets no answer.
      if ("method" in message && message.method === "notifications/cancelled") {
        this.#settle(message.params?.["requestId"]);
      }
      this.onmessage?.(message);
    } catch (error) {
      // The library throws for a line that is not a message; the next line may be one.
      this.onerror?.(error instanceof Error ? error : new Error(String(error)));
    }
    return true;
  }
}
