/**
 * Runs one attack on a broker until the process is killed. `bench/broker/attacks.ts` starts it.
 *
 * deno run -A bench/broker/attack_client.ts ATTACK PORT
 *
 * The broker needs the topics that `attacks.ts` creates.
 */
import { encodeRequestFrame } from "../../tests/support/peers/request_frame.ts";
import { fetchApi } from "../../lib/wire/messages/01_fetch.ts";
import { listOffsets } from "../../lib/wire/messages/02_list_offsets.ts";
import { metadata } from "../../lib/wire/messages/03_metadata.ts";
import { describeConfigs } from "../../lib/wire/messages/32_describe_configs.ts";
import { type Api, encodeRequest, type Input } from "../../lib/wire/schema/schema.ts";

const hostname = "127.0.0.1";
const port = Number(Deno.args[1]);

/** The frame of a request, including its size field. */
function frameOf<Request>(
  api: Api<Request, unknown>,
  version: number,
  body: Input<Request>,
): Uint8Array<ArrayBuffer> {
  const header = { apiVersion: version, correlationId: 1, clientId: "attacker" };
  return encodeRequestFrame(api, header, encodeRequest(api, version, body));
}

function repeated<Item>(count: number, item: Item): Item[] {
  return Array.from({ length: count }, () => item);
}

async function writeAll(socket: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength;) at += await socket.write(bytes.subarray(at));
}

/** Sends `frame` repeatedly and drops the answers; reconnects if the broker closes it. */
async function flood(frame: Uint8Array): Promise<never> {
  const dropped = new Uint8Array(1024 * 1024);
  for (;;) {
    try {
      using socket = await Deno.connect({ hostname, port });
      const reading = (async () => {
        while (await socket.read(dropped) !== null);
        throw new Error("The broker has closed the connection");
      })();
      const writing = (async () => {
        for (;;) await writeAll(socket, frame);
      })();
      await Promise.all([reading, writing]);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

/** Sends `frame`, then neither reads nor writes; reconnects if sending fails. */
async function hold(frame: Uint8Array): Promise<never> {
  for (;;) {
    try {
      using socket = await Deno.connect({ hostname, port });
      await writeAll(socket, frame);
      await new Promise((resolve) => setTimeout(resolve, 3_600_000));
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

function fetchOf(partitionMaxBytes: number, times = 1): Uint8Array<ArrayBuffer> {
  const partition = { partition: 0, fetchOffset: 0n, partitionMaxBytes };
  return frameOf(fetchApi, 11, {
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: 100_000_000,
    topics: [{ topic: "big", partitions: repeated(times, partition) }],
  });
}

function listOffsetsByTime(times: number): Uint8Array<ArrayBuffer> {
  const partition = { partitionIndex: 0, timestamp: BigInt(Date.now() - 1000) };
  const topics = [{ name: "big", partitions: repeated(times, partition) }];
  return frameOf(listOffsets, 5, { replicaId: -1, topics });
}

function describeConfigsOf(times: number): Uint8Array<ArrayBuffer> {
  const resource = { resourceType: 2, resourceName: "t", configurationKeys: null };
  return frameOf(describeConfigs, 1, { resources: repeated(times, resource) });
}

function joined(frame: Uint8Array, times: number): Uint8Array {
  const whole = new Uint8Array(times * frame.byteLength);
  for (let index = 0; index < times; index++) whole.set(frame, index * frame.byteLength);
  return whole;
}

/** The beginning of a request of 50 MB. */
function halfAFrame(sentBytes: number): Uint8Array {
  const bytes = new Uint8Array(4 + sentBytes);
  new DataView(bytes.buffer).setInt32(0, 50_000_000);
  return bytes;
}

const all = frameOf(metadata, 5, { topics: null });
const attacks: Readonly<Record<string, () => Promise<never>[]>> = {
  "describe-configs": () => repeated(4, describeConfigsOf(50_000)).map(flood),
  "fetch-repeats": () =>
    [...repeated(2, fetchOf(1000, 900_000)), fetchOf(1000, 200_000)].map(flood),
  "list-offsets": () => repeated(4, listOffsetsByTime(100_000)).map(flood),
  "metadata": () => repeated(8, joined(all, 100)).map(flood),
  "never-read": () => repeated(40, fetchOf(100_000_000)).map(hold),
  "pipelined-fetches": () => repeated(100, joined(fetchOf(100_000_000), 30)).map(hold),
  "half-open": () => repeated(4096, new Uint8Array(4)).map(hold),
  "half-frames": () => repeated(200, halfAFrame(10_000_000)).map(hold),
};

const attack = attacks[Deno.args[0]!];
if (attack === undefined) throw new Error(`Cannot attack: give one of ${Object.keys(attacks)}`);
await Promise.all(attack());
