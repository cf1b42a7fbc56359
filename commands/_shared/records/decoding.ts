import { decodedRecords } from "../../../lib/decode/decoded_view.ts";
import type { Decoder } from "../../../lib/decode/decoder.ts";
import { parseDecoderName } from "../../../lib/decode/decoder_name.ts";
import { type DecoderSources, loadDecoder } from "../../../lib/decode/load_decoder.ts";
import {
  RecordDecoder,
  type RecordPart,
  type TopicDecoders,
} from "../../../lib/decode/record_decoder.ts";
import type { DecodedRecords } from "../../../lib/format/decoded_records.ts";
import type { SchemaStore } from "../../../lib/decode/registry/schema_store.ts";
import type { Settings } from "../../../lib/settings/settings.ts";
import type { CommandContext } from "../parser/command.ts";
import { registryStore, requiredRegistry } from "../registry/registry_store.ts";

/** The flags that decode records. */
export interface DecodeFlags {
  readonly decode?: string;
  readonly decodeKey?: string;
  readonly registry?: string;
  readonly strict?: true;
}

/** Decodes the records to print. */
export interface Decoding {
  readonly decoder: RecordDecoder;
  readonly records: DecodedRecords;
  /** Returns a note for the end; null if there is nothing to report. */
  summary(): string | null;
}

/** Which decoders are needed. */
export interface DecodingRequest {
  readonly flags: DecodeFlags;
  /** Null if they are not known before the cluster is asked. */
  readonly topics: readonly string[] | null;
  readonly settings: Settings;
}

/** A decoder for every topic, or one for each. */
type PartDecoders = (topic: string) => Decoder | null;

/**
 * Loads the decoders that the flags and the settings name; a flag counts for every topic. Null if
 * no record is decoded.
 *
 * @throws {UsageError} If a name is invalid, a file cannot be read, or a schema registry is needed
 * and none is set.
 * @throws {FailedError} If a schema is invalid.
 */
export async function loadDecoding(
  { flags, topics, settings }: DecodingRequest,
  context: CommandContext,
): Promise<Decoding | null> {
  const sources = decoderSources(flags.registry, context);
  const loaded = new Map<string, Promise<Decoder | null>>();
  const load = (text: string, place: string): Promise<Decoder | null> => {
    const loading = loaded.get(text) ?? loadDecoder(parseDecoderName(text, place), sources);
    loaded.set(text, loading);
    return loading;
  };
  const partOf = async (part: RecordPart): Promise<PartDecoders | null> => {
    const flag = part === "key" ? flags.decodeKey : flags.decode;
    if (flag !== undefined) {
      const decoder = await load(flag, part === "key" ? "--decode-key" : "--decode");
      return decoder === null ? null : () => decoder;
    }
    const key = part === "key" ? "decode_key" : "decode";
    const names = Object.entries(settings.get(key) ?? {})
      .filter(([topic]) => topics === null || topics.includes(topic));
    const decoders = new Map<string, Decoder | null>();
    for (const [topic, name] of names) {
      decoders.set(topic, await load(name, `${settings.placeOf(key)}, topic "${topic}"`));
    }
    return decoders.size === 0 ? null : (topic) => decoders.get(topic) ?? null;
  };
  const value = await partOf("value");
  const key = await partOf("key");
  if (key === null && value === null) return null;
  return decodingOf(
    (topic) => ({ key: key?.(topic) ?? null, value: value?.(topic) ?? null }),
    flags,
    context,
  );
}

function decodingOf(
  decodersOf: (topic: string) => TopicDecoders,
  { strict }: DecodeFlags,
  { signal }: CommandContext,
): Decoding {
  const decoder = new RecordDecoder({ decodersOf, isStrict: strict ?? false, signal });
  return { decoder, records: decodedRecords(decoder), summary: () => failureText(decoder) };
}

/** The registry is opened once, when the first decoder needs it. */
function decoderSources(address: string | undefined, context: CommandContext): DecoderSources {
  const decoderOf = async (store: SchemaStore): Promise<Decoder> => {
    const { registryDecoder } =
      await (import("../../../lib/decode/registry/registry_decoder.ts" as string) as Promise<
        typeof import("../../../lib/decode/registry/registry_decoder.ts")
      >);
    return registryDecoder(store);
  };
  return {
    async registry(): Promise<Decoder | null> {
      const store = await registryStore(address, context);
      return store === null ? null : await decoderOf(store);
    },
    async requiredRegistry(): Promise<Decoder> {
      const purpose = "decode records by their schema ids";
      return await decoderOf(await requiredRegistry(address, purpose, context));
    },
    async chat(): Promise<Decoder> {
      const { loadChatDecoder } = await (import("./chat_decoder.ts" as string) as Promise<
        typeof import("./chat_decoder.ts")
      >);
      return await loadChatDecoder();
    },
  };
}

function failureText({ failures, firstFailure }: RecordDecoder): string | null {
  if (failures === 0) return null;
  const records = failures === 1 ? "1 record" : `${failures} records`;
  return `could not decode ${records}, printed as they are; first ${firstFailure}`;
}
