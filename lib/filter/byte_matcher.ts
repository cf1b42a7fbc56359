import { bytesBeforeEnd, compileProgram, type RegexProgram } from "./regex_program.ts";
import { parseSimpleRegex } from "./simple_regex.ts";

const byteValues = 256;
/** More states than this are forgotten, and made again when they are needed. */
const maxStates = 1_000;

/*
 * A state is the index of its row in the table of targets. Two values stand for none: an entry that
 * is not known yet, and the end of the search after a match.
 */
const unknown = 0;
const matched = 1;
const firstState = byteValues;

/**
 * Tests whether an expression matches anywhere in some bytes, without making a string of them. For
 * bytes that are not ASCII, it may report a match that does not exist.
 *
 * A deterministic automaton whose states are made when they are first reached, so that each byte
 * costs one lookup, for every expression. Bytes that begin no match cost less.
 */
export class ByteMatcher {
  readonly #program: RegexProgram;
  /** The steps that a match may begin with, after the first byte. */
  readonly #restart: readonly number[];
  /** The state after each state and byte. */
  readonly #targets = new Int32Array((maxStates + 1) * byteValues);
  /** The steps of each state, by its number of row. */
  #states: (readonly number[])[] = [];
  readonly #ids = new Map<string, number>();
  /** Whether the text may end in a state. */
  #ends: boolean[] = [];
  readonly #start: number;
  /** The state in which no match has begun, and the bytes that begin one. */
  readonly #idle: number;
  readonly #beginnings: Uint8Array;
  readonly #matchesEmpty: boolean;
  /** No match begins earlier. */
  readonly #bytesBeforeEnd: number;

  /** Returns a matcher for a valid expression; null if it is too large or has unusual syntax. */
  static of(expression: string): ByteMatcher | null {
    const part = parseSimpleRegex(expression);
    const program = part && compileProgram(part);
    return program && new ByteMatcher(program, bytesBeforeEnd(part!));
  }

  private constructor(program: RegexProgram, bytesBeforeEnd: number) {
    this.#program = program;
    this.#bytesBeforeEnd = bytesBeforeEnd;
    this.#restart = this.#closure([program.first], {});
    const start = this.#closure([program.first], { isStart: true });
    this.#start = this.#stateOf(start);
    this.#idle = this.#stateOf(this.#restart);
    this.#beginnings = Uint8Array.from({ length: byteValues }, (_, byte) => {
      return +this.#restart.some((index) => this.#accepts(index, byte));
    });
    const atBothEnds = this.#closure([program.first], { isStart: true, isEnd: true });
    this.#matchesEmpty = this.#hasMatch(atBothEnds);
  }

  /** Returns whether the expression may match within `bytes` from `start` to `end`. */
  mayMatch(bytes: Uint8Array, start: number, end: number): boolean {
    if (start === end) return this.#matchesEmpty;
    const targets = this.#targets;
    const idle = this.#idle;
    const beginnings = this.#beginnings;
    const first = Math.max(start, end - this.#bytesBeforeEnd);
    let state = first === start ? this.#start : idle;
    if (state === matched) return true;
    for (let at = first; at < end; at++) {
      if (state === idle) {
        while (at < end && beginnings[bytes[at]!] === 0) at++;
        if (at === end) break;
      }
      const byte = bytes[at]!;
      let next = targets[state + byte]!;
      if (next < firstState) {
        if (next === unknown) next = this.#move(state, byte);
        if (next === matched) return true;
      }
      state = next;
    }
    return this.#ends[state / byteValues]!;
  }

  #move(state: number, byte: number): number {
    const next: number[] = [...this.#restart];
    for (const index of this.#states[state / byteValues]!) {
      const step = this.#program.steps[index]!;
      if (step.kind === "byte" && this.#accepts(index, byte)) next.push(step.to);
    }
    const steps = this.#closure(next, {});
    if (this.#states.length > maxStates) {
      this.#forget();
      // The row of the state that the byte was read in now belongs to another one.
      return this.#stateOf(steps);
    }
    const target = this.#stateOf(steps);
    this.#targets[state + byte] = target;
    return target;
  }

  #forget(): void {
    this.#targets.fill(unknown);
    this.#ids.clear();
    const kept = [this.#start, this.#idle].filter((state) => state !== matched)
      .map((state) => this.#states[state / byteValues]!);
    this.#states = [];
    this.#ends = [];
    // In the same order, so that they have the same rows again.
    for (const steps of kept) this.#stateOf(steps);
  }

  /** The state of these steps, which is made if it does not exist. */
  #stateOf(steps: readonly number[]): number {
    if (this.#hasMatch(steps)) return matched;
    const key = steps.join(" ");
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const row = Math.max(this.#states.length, firstState / byteValues);
    this.#states[row] = steps;
    this.#ends[row] = this.#hasMatch(this.#closure(steps, { isEnd: true }));
    this.#ids.set(key, row * byteValues);
    return row * byteValues;
  }

  #accepts(index: number, byte: number): boolean {
    const step = this.#program.steps[index]!;
    return step.kind === "byte" && step.accepts[byte] === 1;
  }

  #hasMatch(steps: readonly number[]): boolean {
    return steps.some((index) => this.#program.steps[index]!.kind === "match");
  }

  /** The steps that are reached without reading a byte, sorted. */
  #closure(
    from: readonly number[],
    { isStart = false, isEnd = false }: { readonly isStart?: boolean; readonly isEnd?: boolean },
  ): number[] {
    const seen = new Set<number>();
    const reached: number[] = [];
    const open = [...from];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (seen.has(index)) continue;
      seen.add(index);
      const step = this.#program.steps[index]!;
      if (step.kind === "split") open.push(...step.targets);
      else if (step.kind === "start") { if (isStart) open.push(step.to); }
      else if (step.kind === "end" && isEnd) open.push(step.to);
      else reached.push(index);
    }
    return reached.sort((a, b) => a - b);
  }
}
