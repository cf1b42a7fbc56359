import { posix } from "node:path";
import { underStrace } from "./strace.ts";

/** A change to a file, or bytes sent to a client, in the order in which they happened. */
export type TraceEvent =
  | { readonly kind: "create" | "remove" | "sync"; readonly path: string }
  | {
    readonly kind: "write";
    readonly path: string;
    readonly offset: number;
    readonly bytes: Uint8Array;
  }
  | { readonly kind: "truncate"; readonly path: string; readonly sizeBytes: number }
  | { readonly kind: "send"; readonly peerPort: number; readonly bytes: Uint8Array };

const fileCalls = ["openat", "pwrite64", "pwritev", "fallocate", "ftruncate", "fsync", "fdatasync"];
const nameCalls = ["unlink", "unlinkat", "rename", "renameat", "renameat2"];
const sendCalls = ["sendto", "write", "writev", "sendmsg"];
/** Longer than any single write, so that strace cuts none. */
const maxStringBytes = 64 * 1024 * 1024;

const unfinished = " <unfinished ...>";
const sent = /^(\w+)\(\d+<TCP(?:v6)?:\[[^\]]*->[^\]]*:(\d+)\]>, $/;

/**
 * Returns the command line that runs a program and traces it to `output` for {@link parseTrace}.
 */
export function underTrace(output: string): string[] {
  const calls = [...fileCalls, ...nameCalls, ...sendCalls].join(",");
  return underStrace([
    "-yy",
    "-xx",
    "-s",
    `${maxStringBytes}`,
    "-e",
    `trace=${calls}`,
    "-o",
    output,
  ]);
}

/**
 * Returns the events of a trace that concern clients, the database at `path`, its companion files,
 * and their folder.
 *
 * A file event is placed where its call returned. A response is placed where its call began,
 * because a client may have it from then on.
 *
 * @throws {Error} If a call on one of the files has an unknown effect.
 */
export function* parseTrace(trace: string, path: string): Generator<TraceEvent, void, void> {
  const begun = new Map<string, string>();
  for (let start = 0; start < trace.length;) {
    const end = trace.indexOf("\n", start);
    const line = trace.slice(start, end < 0 ? trace.length : end);
    start += line.length + 1;
    const thread = /^\d+/.exec(line)?.[0];
    if (thread === undefined) continue;
    const text = line.slice(thread.length).trimStart();
    if (text.endsWith(unfinished)) {
      const head = text.slice(0, -unfinished.length);
      begun.set(thread, head);
      yield* sendIn(head);
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>/.exec(text);
    const whole = resumed === null ? text : begun.get(thread) + text.slice(resumed[0].length);
    if (resumed === null) yield* sendIn(whole);
    yield* fileEventIn(whole, path);
  }
}

function* sendIn(text: string): Generator<TraceEvent, void, void> {
  const { head, content } = taken(text);
  if (!head.includes("<TCP")) return;
  const [, name, port] = sent.exec(head) ?? [];
  if (port === undefined || !sendCalls.includes(name!)) {
    throw new Error(`Cannot read what was sent: ${head}`);
  }
  yield { kind: "send", peerPort: Number(port), bytes: bytesOf(content) };
}

function* fileEventIn(text: string, database: string): Generator<TraceEvent, void, void> {
  const { head, content, tail } = taken(text);
  const name = head.slice(0, head.indexOf("("));
  const result = /\) += (-?\d+)/.exec(tail)?.[1];
  if (result === undefined || result.startsWith("-") || sendCalls.includes(name)) return;
  const hex = name === "openat"
    ? /= \d+<((?:\\x..)+)>$/.exec(tail)?.[1]
    : /^\w+\(\d+<((?:\\x..)+)>/.exec(head)?.[1] ?? content;
  const path = posix.normalize(new TextDecoder().decode(bytesOf(hex ?? "")));
  if (path !== posix.dirname(database) && !path.startsWith(database)) return;
  switch (name) {
    case "openat":
      if (tail.includes("O_CREAT")) yield { kind: "create", path };
      return;
    case "fsync":
    case "fdatasync":
      return yield { kind: "sync", path };
    case "unlink":
    case "unlinkat":
      return yield { kind: "remove", path };
    case "ftruncate":
      return yield { kind: "truncate", path, sizeBytes: Number(/, (\d+)\)/.exec(tail)![1]) };
    case "pwrite64": {
      const offset = Number(/^, \d+, (\d+)\)/.exec(tail)![1]);
      return yield { kind: "write", path, offset, bytes: bytesOf(content) };
    }
    default:
      throw new Error(`Cannot tell what ${name} does to ${path}`);
  }
}

/** Splits a call at its first string, which may be too long for a regular expression. */
function taken(text: string): { head: string; content: string; tail: string } {
  const start = text.indexOf('"');
  if (start < 0) return { head: text, content: "", tail: text };
  const end = text.indexOf('"', start + 1);
  return {
    head: text.slice(0, start),
    content: text.slice(start + 1, end),
    tail: text.slice(end + 1),
  };
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.fromHex(hex.replaceAll("\\x", ""));
}
