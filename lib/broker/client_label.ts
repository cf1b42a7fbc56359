/** Longer client ids are truncated. */
const maxQuotedLength = 100;

/** Returns the name of a client in the log: its client id, if it has one. */
export function clientLabel(clientId: string | null): string {
  return clientId === null ? "a client" : `client "${clientId.slice(0, maxQuotedLength)}"`;
}
