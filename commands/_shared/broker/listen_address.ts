import { UsageError } from "../../../lib/errors.ts";
import type { Address } from "../../../lib/kafka/config.ts";
import { isIPv6 } from "../../../lib/text/ip_address.ts";

/** A flag whose value is an address, and the smallest valid port. */
interface AddressFlag {
  readonly flag: string;
  readonly minPort: 0 | 1;
}

const maxPort = 65_535;

/**
 * Returns a parser of `HOST:PORT`, with an IPv6 literal in brackets.
 *
 * The parser throws a UsageError for any other text.
 */
export function hostAndPort({ flag, minPort }: AddressFlag): (text: string) => Address {
  return (text) => {
    const [, bracketed, plain, digits] = /^(?:\[(.+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/.exec(text) ??
      [];
    const port = Number(digits);
    const host = bracketed === undefined ? plain : isIPv6(bracketed) ? bracketed : undefined;
    if (host !== undefined && port >= minPort && port <= maxPort) return { host, port };
    const anyPort = minPort === 0 ? "; port 0 picks a free one" : "";
    throw new UsageError(
      `Cannot use "${text}" for ${flag}: expected HOST:PORT, for example localhost:9092${anyPort}`,
    );
  };
}
