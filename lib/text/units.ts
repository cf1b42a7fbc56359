const byteUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
const step = 1024;

/** A number of bytes in the largest unit of which there is at least one, for example `1.5 MiB`. */
export function bytesText(bytes: number | bigint): string {
  let value = Number(bytes);
  let unit = 0;
  while (value >= step && unit < byteUnits.length - 1) {
    value /= step;
    unit++;
  }
  return unit === 0 ? `${value} B` : `${value.toFixed(value < 10 ? 1 : 0)} ${byteUnits[unit]}`;
}

/** Units from the largest, in milliseconds. */
const timeUnits = [["d", 86_400_000], ["h", 3_600_000], ["m", 60_000], ["s", 1_000]] as const;

/** A duration in its two largest units, for example `2h 5m` or `12s`; `<1s` if it is shorter. */
export function durationText(durationMs: number): string {
  if (durationMs < 1_000) return durationMs <= 0 ? "0s" : "<1s";
  const parts: string[] = [];
  let restMs = durationMs;
  for (const [unit, unitMs] of timeUnits) {
    const count = Math.floor(restMs / unitMs);
    restMs %= unitMs;
    if (count > 0) parts.push(`${count}${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(" ");
}
