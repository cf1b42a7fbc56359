import { cliCommand } from "../tests/support/cli/cli_process.ts";

const encoder = new TextEncoder();

/** A room whose history ends with a known line. */
export interface TimedRoom {
  readonly brokers: string;
  readonly room: string;
  readonly lastLine: string;
}

/** Milliseconds from process start until something is on the screen. */
export interface ChatTimes {
  readonly promptMs: number;
  readonly historyMs: number;
}

/** Runs a program with `stdin`, and throws unless it exits with 0. */
export async function runProgram(
  [program, ...args]: readonly [string, ...string[]],
  stdin = "",
): Promise<void> {
  const child = new Deno.Command(program, { args, stdin: "piped", stdout: "null" }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(encoder.encode(stdin));
  await writer.close();
  if (!(await child.status).success) throw new Error(`${args.join(" ")} failed`);
}

/** Returns the command line of `wah chat ARGS…` in a room. */
export function chatCommand(
  { brokers, room }: TimedRoom,
  user: string,
  ...args: readonly string[]
): [string, ...string[]] {
  return cliCommand(["chat", ...args, "-u", user, "-t", room, "-b", brokers]);
}

/**
 * Times a chat on the terminal of script(1) until its prompt and the last line of history are on
 * the screen. It must then be live: a message that another process sends must be shown.
 */
export async function timeChat(timed: TimedRoom): Promise<ChatTimes> {
  const line = chatCommand(timed, "bench").join(" ");
  const start = performance.now();
  const child = new Deno.Command("script", {
    args: ["-qefc", line, "/dev/null"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const keys = child.stdin.getWriter();
  const decoder = new TextDecoder();
  const marks = new Map<string, number>();
  let shown = "";
  for await (const chunk of child.stdout) {
    shown += decoder.decode(chunk, { stream: true });
    for (const mark of ["bench> ", timed.lastLine, ": live"]) {
      if (marks.has(mark) || !shown.includes(mark)) continue;
      marks.set(mark, performance.now() - start);
      if (mark === timed.lastLine) void runProgram(chatCommand(timed, "bob", "send", "live"));
      if (mark === ": live") await keys.write(encoder.encode("/quit\r"));
    }
  }
  const { code } = await child.status;
  if (code !== 0 || marks.size < 3) throw new Error(`chat ended with ${code}: ${shown}`);
  return { promptMs: marks.get("bench> ")!, historyMs: marks.get(timed.lastLine)! };
}
