/** An address as one types it: `host:port`, an IPv6 literal in brackets. */
export function formatAddress(
  { host, port }: { readonly host: string; readonly port: number },
): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
