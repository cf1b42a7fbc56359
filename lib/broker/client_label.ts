/** A client id is quoted up to this length. */
const maxQuotedLength = 100;

/** How the log names a client: by the id that it gives itself, if any. */
export function clientLabel(clientId: string | null): string {
  return clientId === null ? "a client" : `client "${clientId.slice(0, maxQuotedLength)}"`;
}
