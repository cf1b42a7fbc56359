import { formatAddress } from "../../lib/text/format_address.ts";
import { visible } from "../../lib/text/visible.ts";

/** The content of a broker's banner. */
export interface BannerFacts {
  readonly host: string;
  readonly port: number;
  /** Null for data in memory. */
  readonly directory: string | null;
  readonly sync: "full" | "normal";
  /** The command or key that stops it. */
  readonly stop: string;
}

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/i;

/** Returns aligned lines that describe a running broker and its data. */
export function banner(facts: BannerFacts): string {
  const rows: [string, string][] = [
    ["address", formatAddress(facts)],
    ["data", facts.directory ?? "in memory, lost when it stops"],
    ["durability", durability(facts)],
    ["cluster", "one node, for development"],
    ["stop", facts.stop],
  ];
  if (!loopback.test(facts.host)) {
    rows.push([
      "warning",
      "anyone who can reach this machine can read and write; there is no login",
    ]);
  }
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${visible(value)}\n`).join("");
}

function durability({ directory, sync }: BannerFacts): string {
  if (directory === null) return "none";
  return sync === "full"
    ? "acknowledged means on disk"
    : "a crash of the machine may lose the last seconds";
}
