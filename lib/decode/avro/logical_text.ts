import type { AvroLogical } from "./avro_schema.ts";

const millisPerDay = 86_400_000;
const millisPerSecond = 1000n;

/** Returns the conversion of values of a logical type to the form in which they are decoded. */
export function logicalReader(logical: AvroLogical): (value: never) => unknown {
  const { name } = logical;
  switch (name) {
    case "decimal":
      return (bytes: Uint8Array) => decimalText(signedInteger(bytes), logical.scale);
    case "uuid":
      return (value: string | Uint8Array) => typeof value === "string" ? value : uuidText(value);
    case "duration":
      return durationParts;
    case "date":
      return dateText;
    case "time-millis":
      return (millis: number) => timeText(BigInt(millis), 3);
    case "time-micros":
      return (micros: number | bigint) => timeText(BigInt(micros), 6);
    default: {
      const digits = name.endsWith("millis") ? 3 : name.endsWith("micros") ? 6 : 9;
      const zone = name.startsWith("local") ? "" : "Z";
      return (time: number | bigint) => instantText(time, digits, zone);
    }
  }
}

/** An integer with its sign, the highest byte first. */
function signedInteger(bytes: Uint8Array): bigint {
  if (bytes.byteLength === 0) return 0n;
  return BigInt.asIntN(bytes.byteLength * 8, BigInt(`0x${bytes.toHex()}`));
}

function decimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? "-" : "";
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  const point = digits.length - scale;
  return `${sign}${digits.slice(0, point)}${scale === 0 ? "" : `.${digits.slice(point)}`}`;
}

function uuidText(bytes: Uint8Array): string {
  return bytes.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function durationParts(bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [months, days, millis] = [0, 4, 8].map((at) => view.getUint32(at, true));
  return { months, days, millis };
}

/** A day outside of the calendar stays a number; the same holds for the other texts. */
function dateText(days: number): unknown {
  const date = new Date(days * millisPerDay);
  return Number.isNaN(date.getTime()) ? days : date.toISOString().split("T")[0];
}

function timeText(time: bigint, digits: number): unknown {
  const perDay = BigInt(millisPerDay) * 10n ** BigInt(digits - 3);
  if (time < 0n || time >= perDay) return Number(time);
  return instantText(time, digits, "").toString().slice("1970-01-01T".length);
}

function instantText(
  time: number | bigint,
  digits: number,
  zone: string,
): string | number | bigint {
  const perSecond = digits === 3 ? millisPerSecond : 10n ** BigInt(digits);
  const exact = BigInt(time);
  const fraction = (exact % perSecond + perSecond) % perSecond;
  const seconds = (exact - fraction) / perSecond;
  const date = new Date(Number(seconds * millisPerSecond));
  if (Number.isNaN(date.getTime())) return time;
  const text = date.toISOString().slice(0, -".000Z".length);
  return `${text}.${String(fraction).padStart(digits, "0")}${zone}`;
}
