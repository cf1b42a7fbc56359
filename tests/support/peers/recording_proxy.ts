import { listen } from "./listener.ts";

/** An HTTP proxy on a loopback port that records the head of every request. */
export interface RecordingProxy extends AsyncDisposable {
  readonly url: string;
  /** Request line and header fields of each request, as they arrived. */
  readonly heads: readonly string[];
}

/**
 * Starts a proxy that forwards plain requests and opens tunnels (CONNECT), one per connection.
 *
 * @param hosts The real `host:port` behind names that do not exist outside of a test.
 */
export function startRecordingProxy(hosts: Readonly<Record<string, string>>): RecordingProxy {
  const heads: string[] = [];
  const listener = listen(async (client) => {
    const head = await readHead(client);
    if (head === null) return;
    heads.push(head);
    const [line = "", ...fields] = head.split("\r\n");
    const [method = "", target = ""] = line.split(" ");
    const isTunnel = method === "CONNECT";
    const url = new URL(isTunnel ? `http://${target}` : target);
    const [hostname = "", port] = (hosts[url.hostname] ?? url.host).split(":");
    using server = await Deno.connect({ hostname, port: Number(port ?? 80) });
    if (isTunnel) await send(client, "HTTP/1.1 200 Connection established\r\n\r\n");
    else {
      const kept = fields.filter((field) => !/^connection:/i.test(field));
      const path = url.pathname + url.search;
      await send(server, [`${method} ${path} HTTP/1.1`, "connection: close", ...kept].join("\r\n"));
    }
    await Promise.race([pass(client, server), pass(server, client)]);
  });
  return {
    url: `http://${listener.address.host}:${listener.address.port}`,
    heads,
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  };
}

/** Up to and including the blank line that ends it; null if the connection ends first. */
async function readHead(connection: Deno.Conn): Promise<string | null> {
  const decoder = new TextDecoder();
  const byte = new Uint8Array(1);
  let head = "";
  while (!head.endsWith("\r\n\r\n")) {
    if (await connection.read(byte) === null) return null;
    head += decoder.decode(byte, { stream: true });
  }
  return head;
}

async function send(connection: Deno.Conn, text: string): Promise<void> {
  await connection.write(new TextEncoder().encode(text));
}

async function pass(from: Deno.Conn, to: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(16 * 1024);
  for (let count = await from.read(buffer); count !== null; count = await from.read(buffer)) {
    for (let sent = 0; sent < count;) sent += await to.write(buffer.subarray(sent, count));
  }
}
