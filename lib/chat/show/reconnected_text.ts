/** Describes a reconnection: `reconnected; 2 messages arrived in the meantime`. */
export function reconnectedText(missed: number): string {
  if (missed === 0) return "reconnected";
  const messages = missed === 1 ? "1 message" : `${missed} messages`;
  return `reconnected; ${messages} arrived in the meantime`;
}
