/** Formats an address as `host:port`, with an IPv6 literal in brackets. */
export function formatAddress(
  { host, port }: { readonly host: string; readonly port: number },
): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
