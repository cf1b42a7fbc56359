import { ConnectionLostError } from "./connection_error.ts";

/**
 * One error for several brokers that were tried without success, one after the other.
 *
 * A rejection, for example of a login, is returned unchanged, because it is more specific. So is a
 * missing token, which is not a problem of the brokers.
 * Otherwise it is one {@link ConnectionLostError} that names every address and what was found
 * there.
 */
export function summarize(failures: readonly unknown[]): unknown {
  const telling = failures.find((error) =>
    !(error instanceof ConnectionLostError) || error.finding === "token"
  );
  if (telling !== undefined) return telling;
  const lost = failures.filter((error) => error instanceof ConnectionLostError);
  const [first] = lost;
  if (first === undefined) {
    return new ConnectionLostError(null, "unlisted", "no address is known", {
      who: "a broker",
      isUnsent: true,
    });
  }
  const places = Map.groupBy(lost, ({ found }) => found);
  const [[found, alike] = ["", []], ...others] = places;
  const rest = others.map(([other, at]) => `; at ${addresses(at)}: ${other}`).join("");
  return new ConnectionLostError(addresses(alike), first.finding, `${found}${rest}`, {
    who: "a broker",
    isUnsent: lost.every(({ isUnsent }) => isUnsent),
    cause: first,
    ...(first.hint === undefined ? {} : { hint: first.hint }),
  });
}

function addresses(lost: readonly ConnectionLostError[]): string {
  return lost.map(({ address }) => address).join(", ");
}
