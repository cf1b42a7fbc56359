import { utf8 } from "../wire/bytes.ts";
import type { RecordWriter } from "./record_writer.ts";

/** The names of the fields, in their order. */
const names = [
  ...["leader_epoch", "timestamp_type", "compression", "transactional", "producer_id"],
  ...["producer_epoch", "key_size", "value_size"],
] as const;

/**
 * Returns a writer of the JSON field `meta`, an object that follows `offset`.
 *
 * Its fields are `leader_epoch`, `timestamp_type` (`CreateTime` or `LogAppendTime`), `compression`
 * (of the batch), `transactional` (a boolean), `producer_id`, `producer_epoch`, `key_size` and
 * `value_size` (in bytes). A number that the record does not have is null.
 */
export function metaWriter({ pretty }: { readonly pretty: boolean }): RecordWriter {
  const open = utf8(pretty ? ',\n  "meta": {' : ',"meta":{');
  const close = utf8(pretty ? "\n  }" : "}");
  const prefixes = names.map((name, index) => {
    const comma = index === 0 ? "" : ",";
    return utf8(pretty ? `${comma}\n    "${name}": ` : `${comma}"${name}":`);
  });
  return ({ batch, keyLength, valueLength }, _source, out) => {
    const values: Readonly<Record<(typeof names)[number], unknown>> = {
      leader_epoch: batch.leaderEpoch,
      timestamp_type: `"${batch.timestampType}"`,
      compression: `"${batch.codec}"`,
      transactional: batch.isTransactional,
      producer_id: batch.producerId,
      producer_epoch: batch.producerEpoch,
      key_size: keyLength < 0 ? null : keyLength,
      value_size: valueLength < 0 ? null : valueLength,
    };
    out.bytes(open);
    for (let index = 0; index < names.length; index++) {
      out.bytes(prefixes[index]!);
      out.text(String(values[names[index]!]));
    }
    out.bytes(close);
  };
}
