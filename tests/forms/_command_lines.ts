/** A command line for each form of wah, and its expected results. */
export interface CommandLine {
  readonly name: string;
  /** A line of Bash. `WAH_BROKERS` has the address of the form's broker. */
  readonly line: string;
  /** The exit status; default 0. */
  readonly status?: number;
  /** All of stdout, or the essential part of it; default: empty. */
  readonly stdout?: string | RegExp;
  /** The same of stderr. */
  readonly stderr?: string | RegExp;
}

/**
 * Sends a record and reads it. The value is long, because kcat sends a batch uncompressed if
 * compression does not shrink it.
 */
function readCodec(codec: string): CommandLine {
  const send = `kcat -P -b "$WAH_BROKERS" -t codecs -z ${codec} -k ${codec}`;
  return {
    name: `consume reads a record that kcat compressed with ${codec}`,
    line: `printf '%1000s' ${codec} | ${send} && ` +
      "wah consume codecs -o -1 -n 1 -f '%k %V %a{compression} %v\\n' | tr -s ' '",
    stdout: `${codec} 1000 ${codec} ${codec}\n`,
  };
}

/** Sends two lines through a pipe; they are printed as text in any stored format. */
function pipe(format: string, stored: string): CommandLine {
  const bytes = [...new TextEncoder().encode(stored)];
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return {
    name: `chat sends and prints the lines of a pipe, as ${format}`,
    line: `printf 'one\\n\\ntwo\\n' | wah chat -u ann -t ${format} -f ${format} && ` +
      `wah consume ${format} -o :end -n 1 -f '%k %v{hex}\\n'`,
    stdout: `ann: one\nann: two\nann ${hex}\n`,
  };
}

const start: readonly CommandLine[] = [
  { name: "version", line: "wah --version", stdout: /^\d+\.\d+\.\d+\n$/ },
  {
    name: "help, of wah and of a subcommand",
    line: "wah --help && wah topic create --help",
    stdout: /^ {2}wah COMMAND [^]* {2}consume [^]*^ {2}wah topic create [^]* --dry-run /m,
  },
  {
    name: "an unknown command is wrong usage, with the nearest name",
    line: "wah topci list",
    status: 2,
    stderr: /^error: [^\n]*"topci"[^\n]*\nhint: [^\n]*topic[^\n]*\n$/,
  },
  {
    name: "health says that no broker is reachable",
    line: "wah health -b 127.0.0.1:1",
    status: 3,
    stderr: /^error: [^\n]*127\.0\.0\.1:1: connection refused\nhint: [^\n]+\n$/,
  },
  {
    name: "dev start starts a broker in the background",
    line: 'wah dev start --listen "$WAH_BROKERS" --topic first:2',
    stdout: "ready BROKER\n",
    stderr: /HOME\/\.local\/share\/wah/,
  },
  {
    name: "dev status finds it",
    line: "wah dev status -o jsonl",
    stdout: /^\{"status":"running","address":"BROKER","data":"HOME\/.*"failure":null\}\n$/,
  },
];

const completion: readonly CommandLine[] = [
  {
    name: "completions prints a script, and complete answers it",
    line: "wah completions zsh | head -n 1 && wah complete -- topic desc",
    stdout: /^#compdef wah\ndescribe\t[^\n]+\n:4\n$/,
  },
  {
    name: "help shows a page, and --help-json all commands",
    line: "wah help exit-codes | head -n 1 && wah --help-json | head -n 2",
    stdout: 'How a command of wah ends.\n{\n  "version": 1,\n',
  },
  {
    name: "mcp answers a client",
    line: "echo '" + JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: {
        protocolVersion: "2025-06-18",
        capabilities: {},
        clientInfo: { name: "test", version: "1" },
      },
    }) + "' | wah mcp",
    stdout: /^\{"result":\{"protocolVersion":[^\n]*\}\n$/,
  },
];

const topics: readonly CommandLine[] = [
  {
    name: "topic create",
    line: "wah topic create codecs -c retention.ms=60000 -o jsonl && wah topic create codecs",
    status: 1,
    stdout: /^\{"topic":"codecs","status":"created",.*\}\n[^]*TOPIC_ALREADY_EXISTS/,
    stderr: /^error: [^\n]*"codecs"[^\n]*\nhint: [^\n]+\n$/,
  },
  {
    name: "topic create --dry-run creates nothing",
    line: "wah topic create dry --dry-run -o jsonl && wah topic list dry",
    status: 1,
    stdout: /^\{"topic":"dry","status":"valid",.*\}\n/,
    stderr: /^error: [^\n]*"dry"/,
  },
  {
    name: "topic list",
    line: "wah topic list -o jsonl",
    stdout: '{"topic":"codecs","internal":false,"partitions":1,"replicas":1,"offsets":0,' +
      '"in_sync_replicas":1,"size":0}\n' +
      '{"topic":"first","internal":false,"partitions":2,"replicas":1,"offsets":0,' +
      '"in_sync_replicas":1,"size":0}\n',
  },
  {
    name: "topic describe",
    line: "wah topic describe codecs",
    stdout: /^Topic: +codecs$[^]*^retention\.ms +60000 +DYNAMIC_TOPIC_CONFIG$/m,
  },
];

const records: readonly CommandLine[] = [
  ...["gzip", "snappy", "lz4", "zstd"].map(readCodec),
  {
    name: "consume -n prints JSON, headers and null included",
    line: 'printf "a:1\\n" | kcat -P -b "$WAH_BROKERS" -t first -p 0 -K: -H trace=7 && ' +
      'printf "b:\\n" | kcat -P -b "$WAH_BROKERS" -t first -p 0 -K: -Z && ' +
      "wah consume first -p 0 -n 2",
    stdout: /^\{\n {2}"topic": "first",[^]*"key": "trace",[^]*"value": null,[^]*"offset": 1\n\}\n$/,
  },
  {
    name: "consume -o reads a range of offsets, as JSON lines",
    line: "wah consume first -p 0 -o 1:2 -f jsonl",
    stdout: '{"topic":"first","key":"b","value":null,"headers":[],' +
      '"timestamp":TIMESTAMP,"partition":0,"offset":1}\n',
  },
  {
    name: "consume -g continues where the group stopped",
    line: "wah consume first -g readers -n 1 -f '%v\\n' && " +
      "wah consume first -g readers -o :end --count",
    stdout: "1\n1\n",
  },
  {
    name: "consume ends quietly if the reader closes the pipe",
    line: 'seq 100000 | kcat -P -b "$WAH_BROKERS" -t first -p 1 && ' +
      "wah consume first -p 1 -f '%v\\n' | head -n 2",
    stdout: "1\n2\n",
  },
];

const chat: readonly CommandLine[] = [
  pipe("text", "ann: one"),
  pipe("json", '{"username":"ann","message":"one"}'),
  pipe("protobuf", "\n\x03ann\x12\x03one"),
  {
    name: "chat send",
    line: "wah chat send -u bob hello there && wah chat send -u bob -f protobuf salut -o jsonl",
    stdout: '{"topic":"chat-room","partition":0,"offset":1,"timestamp":TIMESTAMP}\n',
  },
  { name: "chat edit", line: "wah chat edit -u bob 0/0 hello all" },
  {
    name: "chat delete refuses to delete the message of another user",
    line: "wah chat delete -u bob 0/1 && wah chat delete -u eve 0/0",
    status: 1,
    stderr: /^error: [^\n]*0\/0[^\n]*"bob"/,
  },
  {
    name: "chat log shows edits and deletions",
    line: "wah chat log",
    stdout: "0/0 TIME bob: hello all (edited)\n0/1 TIME bob: (deleted)\n",
  },
  {
    name: "chat --exec runs a bot, and exits with its status",
    line: "wah topic create bots > /dev/null; " +
      "wah chat -u bot -t bots --exec 'echo here; read -r line; echo heard; exit 7' & " +
      "wah consume bots -n 1 -f '%k %v\\n'; wah chat send -u bob -t bots hello; wait $!; " +
      "status=$?; wah consume bots -o 1:end -f '%k %v\\n'; exit $status",
    status: 7,
    stdout: "bot bot: here\nbob bob: hello\nbot bot: heard\n",
  },
];

const end: readonly CommandLine[] = [
  {
    name: "topic reset",
    line: "wah topic reset -q -y codecs -o jsonl",
    stdout: /^\{"topic":"codecs","status":"reset",.*"removed":4\}\n$/,
  },
  {
    name: "topic delete takes regular expressions, and asks for confirmation",
    line: "wah topic delete -q -y -r 'co.*s|fi.*' -o jsonl && wah topic delete json",
    status: 2,
    stdout:
      /^\{"topic":"codecs","status":"deleted",.*\}\n\{"topic":"first","status":"deleted",.*\}\n$/,
    stderr: /^error: [^\n]*\nhint: [^\n]*--yes[^\n]*\n$/,
  },
  {
    name: "health",
    line: "wah health -o jsonl",
    stdout: /^\{"healthy":true,"reasons":\[\],[^\n]*\}\n$/,
  },
  {
    name: "dev -- COMMAND passes the exit status on",
    line: "wah dev -- sh -c 'wah topic create inner -o jsonl && wah topic list -o jsonl; exit 5'",
    status: 5,
    stdout: /^\{"topic":"inner","status":"created",.*\}\n\{"topic":"inner",[^\n]*\}\n$/,
  },
  {
    name: "dev stop stops the broker",
    line: "wah dev stop; wah dev status -o jsonl",
    status: 1,
    stdout: /^\{"status":"stopped",.*"failure":null\}\n$/,
    stderr: /BROKER/,
  },
];

/** The command lines, in the order in which they run; later ones use the data of earlier ones. */
export const commandLines: readonly CommandLine[] = [
  start,
  completion,
  topics,
  records,
  chat,
  end,
].flat();
