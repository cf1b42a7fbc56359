import type { Header } from "../wire/batches/record_view.ts";
import { incomplete, type InputPosition, malformed } from "./input_numbers.ts";
import { delimitedText, type Source, type TextReader } from "./input_texts.ts";

/** A record while its parts are read. */
export interface RecordDraft {
  topic?: string;
  partition?: number;
  key?: Uint8Array;
  value?: Uint8Array;
  headers?: Header[];
  timestamp?: bigint;
}

/** Reads one part at `start` into the draft and returns the position after it. */
export type LayoutStep = (
  source: Source,
  start: InputPosition,
  draft: RecordDraft,
) => InputPosition;

/** Literal text of the layout, a part that ends itself, or a text that needs a delimiter. */
export type LayoutPiece =
  | { readonly kind: "literal"; readonly bytes: Uint8Array }
  | { readonly kind: "step"; readonly step: LayoutStep }
  | {
    readonly kind: "text";
    readonly name: string;
    readonly stepOf: (read: TextReader) => LayoutStep;
  };

/**
 * Turns pieces into steps: gives each text the literal that ends it. `isWhole` means that the end
 * of the input may end a record.
 */
export function linkedSteps(
  pieces: readonly LayoutPiece[],
  { isWhole }: { readonly isWhole: boolean },
): LayoutStep[] {
  return pieces.map((piece, index) => {
    const next = pieces[index + 1];
    const last = pieces.length - 1;
    if (piece.kind === "step") return piece.step;
    if (piece.kind === "literal") return literalStep(piece.bytes, isWhole && index === last);
    const delimiter = next?.kind === "literal" ? next.bytes : new Uint8Array(0);
    const mayEnd = index + (next?.kind === "literal" ? 1 : 0) === last && isWhole;
    return piece.stepOf(delimitedText(delimiter, { name: piece.name, mayEnd }));
  });
}

/** Reads literal text. The last one of a record may be missing at the end of the input. */
function literalStep(literal: Uint8Array, mayBeMissing: boolean): LayoutStep {
  return ({ bytes, end, isLast }, start) => {
    if (mayBeMissing && isLast && start === end) return end;
    for (let index = 0; index < literal.byteLength; index++) {
      const at = start + index;
      if (at >= end && !isLast) return incomplete;
      if (at >= end || bytes[at] !== literal[index]) {
        throw malformed(JSON.stringify(new TextDecoder().decode(literal)), bytes, start, end);
      }
    }
    return start + literal.byteLength;
  };
}
