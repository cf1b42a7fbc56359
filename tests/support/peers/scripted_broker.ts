import { apiVersions } from "../../../lib/wire/messages/18_api_versions.ts";
import { metadata } from "../../../lib/wire/messages/03_metadata.ts";
import {
  decodeRequestFrame,
  encodeResponseFrame,
  type RequestHeader,
} from "../../../lib/wire/frame.ts";
import {
  type AnyApi,
  type Api,
  decodeRequest,
  encodeResponse,
  type Input,
} from "../../../lib/wire/schema/schema.ts";
import type { Address } from "../../../lib/kafka/config.ts";
import { listen } from "./listener.ts";

/**
 * What a broker does with a request instead of responding; "babble" sends bytes that are not
 * Kafka's.
 */
export type Misbehavior = "hang" | "close" | "babble";

/** The handler of one API in a test; called once per request. */
export interface Script {
  readonly api: AnyApi;
  readonly answer: (request: unknown, version: number) => unknown;
}

/** A broker that only follows its script; it records every request. */
export interface ScriptedBroker extends AsyncDisposable {
  readonly address: Address;
  /** How many connections it has accepted. */
  readonly accepted: number;
  /** Names of the requested APIs, in order, without ApiVersions. */
  readonly asked: readonly string[];
}

/** Creates a typed script: `on(fetch, () => "hang")`. */
export function on<Request, Response>(
  api: Api<Request, Response>,
  answer: (request: Request, version: number) => Input<Response> | Misbehavior,
): Script {
  return { api, answer: answer as Script["answer"] };
}

/** Starts the brokers 1, 2, … of one cluster: each reports all of them and follows its script. */
export function scriptedCluster(...scripts: readonly (readonly Script[])[]): ScriptedBroker[] {
  const brokers: ScriptedBroker[] = [];
  const nodes = (): { nodeId: number; host: string; port: number }[] =>
    brokers.map(({ address }, index) => ({ nodeId: index + 1, ...address }));
  const self = on(metadata, () => ({ brokers: nodes(), clusterId: "scripted", controllerId: 1 }));
  for (const script of scripts) brokers.push(scriptedBroker([...script, self]));
  return brokers;
}

/** Finds the first script for an API; the first request of a connection is for the versions. */
export function scriptedBroker(scripts: readonly Script[]): ScriptedBroker {
  const asked: string[] = [];
  const table = new Map<number, Script>();
  for (const script of [...scripts, versionsOf(scripts)]) {
    if (!table.has(script.api.key)) table.set(script.api.key, script);
  }
  const apis = new Map([...table].map(([key, { api }]) => [key, api]));
  const listener = listen(async (connection) => {
    for await (const frame of frames(connection)) {
      const { header, api, body } = decodeRequestFrame(frame, apis);
      if (api === undefined || body === null) return;
      if (api.key !== apiVersions.key) asked.push(api.name);
      const full = api as Api<unknown, unknown>;
      const request = decodeRequest(full, header.apiVersion, body);
      const answer = await table.get(api.key)!.answer(request, header.apiVersion);
      if (answer === "close") return;
      if (answer === "babble") await connection.write(new TextEncoder().encode("HTTP/1.1 502"));
      else if (answer !== "hang") await reply(connection, full, header, answer as Input<unknown>);
    }
  });
  return {
    address: listener.address,
    asked,
    get accepted(): number {
      return listener.accepted;
    },
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  };
}

function versionsOf(scripts: readonly Script[]): Script {
  const apiKeys = scripts.map(({ api }) => (
    { apiKey: api.key, minVersion: api.minVersion, maxVersion: api.maxVersion }
  ));
  return on(apiVersions, () => ({ apiKeys }));
}

async function reply(
  connection: Deno.Conn,
  api: Api<unknown, unknown>,
  header: RequestHeader,
  answer: Input<unknown>,
): Promise<void> {
  const body = encodeResponse(api, header.apiVersion, answer);
  const frame = encodeResponseFrame(api, header, body);
  for (let sent = 0; sent < frame.byteLength;) {
    sent += await connection.write(frame.subarray(sent));
  }
}

async function* frames(connection: Deno.Conn): AsyncGenerator<Uint8Array> {
  let buffered = new Uint8Array(0);
  const chunk = new Uint8Array(64 * 1024);
  while (true) {
    while (buffered.byteLength >= 4) {
      const end = 4 + new DataView(buffered.buffer, buffered.byteOffset).getInt32(0);
      if (buffered.byteLength < end) break;
      yield buffered.slice(4, end);
      buffered = buffered.slice(end);
    }
    const count = await connection.read(chunk);
    if (count === null) return;
    const grown = new Uint8Array(buffered.byteLength + count);
    grown.set(buffered);
    grown.set(chunk.subarray(0, count), buffered.byteLength);
    buffered = grown;
  }
}
