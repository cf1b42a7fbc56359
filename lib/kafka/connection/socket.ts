import type { LookupFunction } from "node:net";
import net from "node:net";
import tls from "node:tls";
import type { Address, TlsConfig } from "../config.ts";

const keepAliveDelayMs = 60_000;

/** Opens a TCP or TLS socket; `onReady` is called once bytes may be written. */
export function openSocket(
  { host, port }: Address,
  tlsConfig: TlsConfig | undefined,
  onReady: () => void,
): net.Socket {
  const target = {
    host,
    port,
    autoSelectFamily: true,
    ...(host.toLowerCase() === "localhost" ? { lookup: lookupLoopback } : {}),
  };
  const socket = tlsConfig === undefined
    ? net.connect(target, onReady)
    : tls.connect({ ...serverName(host), ...tlsConfig, ...target }, onReady);
  socket.setKeepAlive(true, keepAliveDelayMs);
  socket.setNoDelay(true);
  return socket;
}

/** RFC 6066 allows no IP literal in the server name. */
function serverName(host: string): { servername?: string } {
  return net.isIP(host) === 0 ? { servername: host } : {};
}

/**
 * `localhost` is both loopback addresses (RFC 6761), whatever the hosts file lists: brokers in
 * containers often listen on one family only, and it is not always the one that is listed.
 */
const lookupLoopback: LookupFunction = (_host, options, done) => {
  if (options.all) {
    done(null, [{ address: "127.0.0.1", family: 4 }, { address: "::1", family: 6 }]);
  } else {
    done(null, "127.0.0.1", 4);
  }
};
