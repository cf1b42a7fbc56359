import type { RegexPart } from "./simple_regex.ts";

/** A step of a program; `to` is the index of the next step. */
export type RegexStep =
  | { readonly kind: "byte"; readonly accepts: Uint8Array; to: number }
  | { readonly kind: "start" | "end"; to: number }
  | { readonly kind: "split"; readonly targets: number[] }
  | { readonly kind: "match" };

/** A nondeterministic automaton over bytes; it starts with the step at `first`. */
export interface RegexProgram {
  readonly steps: readonly RegexStep[];
  readonly first: number;
}

const byteValues = 256;
const firstWideByte = 0x80;
/** UTF-8 needs at most this many bytes for a character. */
const maxCharacterBytes = 4;
/** Larger programs take too long to run. */
const maxSteps = 2_000;

/**
 * Returns how many bytes before the end of a text a match can begin, if all matches end there;
 * otherwise Infinity.
 */
export function bytesBeforeEnd(part: RegexPart): number {
  if (part.kind === "choice") return Math.max(...part.parts.map(bytesBeforeEnd));
  if (part.kind !== "sequence") return part.kind === "end" ? 0 : Infinity;
  const last = part.parts.at(-1);
  if (last === undefined) return Infinity;
  return bytesBeforeEnd(last) + sum(part.parts.slice(0, -1));
}

/** The most bytes that a part matches. */
function mostBytes(part: RegexPart): number {
  switch (part.kind) {
    case "start":
    case "end":
      return 0;
    case "bytes":
      return part.bytes.byteLength;
    case "one":
      return part.isWide ? maxCharacterBytes : 1;
    case "sequence":
      return sum(part.parts);
    case "choice":
      return Math.max(...part.parts.map(mostBytes));
    case "repeat": {
      const most = mostBytes(part.part);
      return most === 0 || part.max === 0 ? 0 : most * part.max;
    }
  }
}

function sum(parts: readonly RegexPart[]): number {
  return parts.reduce((total, part) => total + mostBytes(part), 0);
}

const wideByte = Uint8Array.from({ length: byteValues }, (_, byte) => +(byte >= firstWideByte));

/** Compiles an expression; null if it is too large. */
export function compileProgram(part: RegexPart): RegexProgram | null {
  const compiler = new Compiler();
  const first = compiler.compile(part, compiler.add({ kind: "match" }));
  return first === null ? null : { steps: compiler.steps, first };
}

/** Adds steps from the end of an expression to its start. */
class Compiler {
  readonly steps: RegexStep[] = [];

  add(step: RegexStep): number {
    this.steps.push(step);
    return this.steps.length - 1;
  }

  /** Adds the steps of a part that continues at `to`, and returns the first; null if too many. */
  compile(part: RegexPart, to: number | null): number | null {
    if (to === null || this.steps.length > maxSteps) return null;
    switch (part.kind) {
      case "start":
      case "end":
        return this.add({ kind: part.kind, to });
      case "bytes":
        return part.bytes.reduceRight((next, byte) => this.#byte(only(byte), next), to);
      case "one":
        return this.#one(part, to);
      case "sequence":
        return part.parts.reduceRight<number | null>((next, one) => this.compile(one, next), to);
      case "choice": {
        const targets = part.parts.map((one) => this.compile(one, to));
        return targets.includes(null) ? null : this.#split(targets as number[]);
      }
      case "repeat":
        return this.#repeat(part, to);
    }
  }

  #one({ codes, isWide }: RegexPart & { readonly kind: "one" }, to: number): number {
    const accepts = new Uint8Array(byteValues);
    codes.forEach((isMember, code) => accepts[code] = +isMember);
    const narrow = this.#byte(accepts, to);
    if (!isWide) return narrow;
    let wide = this.#byte(wideByte, to);
    for (let count = 1; count < maxCharacterBytes; count++) {
      wide = this.#byte(wideByte, this.#split([wide, to]));
    }
    return this.#split([narrow, wide]);
  }

  #repeat({ part, min, max }: RegexPart & { readonly kind: "repeat" }, to: number): number | null {
    let next: number | null = to;
    if (max === Infinity) {
      const targets = [to];
      next = this.#split(targets);
      const again = this.compile(part, next);
      if (again === null) return null;
      targets.push(again);
    } else {
      for (let count = min; count < max && next !== null; count++) {
        const once = this.compile(part, next);
        next = once === null ? null : this.#split([once, to]);
      }
    }
    for (let count = 0; count < min; count++) next = this.compile(part, next);
    return next;
  }

  #byte(accepts: Uint8Array, to: number): number {
    return this.add({ kind: "byte", accepts, to });
  }

  #split(targets: number[]): number {
    return this.add({ kind: "split", targets });
  }
}

function only(byte: number): Uint8Array {
  const accepts = new Uint8Array(byteValues);
  accepts[byte] = 1;
  return accepts;
}
