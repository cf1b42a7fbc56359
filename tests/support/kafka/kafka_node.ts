import { join } from "node:path";
import { javaArguments } from "./java.ts";
import type { KafkaNodePlace } from "./kafka_properties.ts";
import { runProcess } from "../cli/process.ts";

/** The error of a broker whose port another process has taken. */
const bindFailure = /java\.net\.BindException|Socket server failed to bind/;

/** An Apache Kafka node: a Java process, its folder and its log. */
export class KafkaNode {
  readonly place: KafkaNodePlace;
  readonly #jars: string;
  readonly #jvm: readonly string[] | undefined;
  readonly #systemProperties: Readonly<Record<string, string>> | undefined;
  #process: Deno.ChildProcess | undefined;
  #guard: Deno.ChildProcess | undefined;
  #ended = true;

  constructor(
    place: KafkaNodePlace,
    options: {
      readonly jars: string;
      readonly jvm?: readonly string[] | undefined;
      readonly systemProperties?: Readonly<Record<string, string>> | undefined;
    },
  ) {
    this.place = place;
    this.#jars = options.jars;
    this.#jvm = options.jvm;
    this.#systemProperties = options.systemProperties;
  }

  get address(): string {
    return `127.0.0.1:${this.place.port}`;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get isRunning(): boolean {
    return !this.#ended;
  }

  get #logFile(): string {
    return join(this.place.folder, "kafka.log");
  }

  /** The log of the node, of all its runs. */
  async log(): Promise<string> {
    return await Deno.readTextFile(this.#logFile).catch(() => "");
  }

  async lostItsPort(): Promise<boolean> {
    return bindFailure.test(await this.log());
  }

  /**
   * Writes the node's settings and formats its data folder; `scram` are arguments of the format
   * tool.
   */
  async format(
    properties: string,
    { clusterId, scram = [] }: { clusterId: string; scram?: readonly string[] | undefined },
  ): Promise<void> {
    await Deno.mkdir(this.place.folder, { recursive: true });
    const file = join(this.place.folder, "server.properties");
    await Deno.writeTextFile(file, properties);
    // As a separate argument, an id that begins with a hyphen would be read as an option.
    const users = scram.flatMap((user) => ["--add-scram", user]);
    const format = ["format", `--cluster-id=${clusterId}`, "-c", file, ...users];
    const args = javaArguments("kafka.tools.StorageTool", format, {
      jars: this.#jars,
    });
    const result = await runProcess("java", args);
    if (result.status !== 0) {
      throw new Error(`Cannot format a Kafka node: ${result.stdout}${result.stderr}`);
    }
  }

  /** Starts the process and returns before it is ready. */
  start(): void {
    const args = javaArguments("kafka.Kafka", [join(this.place.folder, "server.properties")], {
      jars: this.#jars,
      heapMegabytes: 384,
      ...(this.#jvm === undefined ? {} : { jvm: this.#jvm }),
      ...(this.#systemProperties && { systemProperties: this.#systemProperties }),
    });
    this.#process = new Deno.Command("sh", {
      args: ["-c", 'log=$1; shift; exec java "$@" >>"$log" 2>&1', "sh", this.#logFile, ...args],
      cwd: this.place.folder,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    this.#ended = false;
    void this.#process.status.then(() => this.#ended = true);
    this.#guard = guard(this.#process.pid);
  }

  /** Stops the process with a signal and waits until it has exited. */
  async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    if (this.#process === undefined) return;
    if (!this.#ended) this.#process.kill(signal);
    await this.#process.status;
    this.#process = undefined;
    this.#guard?.kill("SIGKILL");
    await this.#guard?.status;
    await this.#guard?.stdin.close().catch(() => {});
    this.#guard = undefined;
  }
}

/** Starts a process that kills `pid` once this process has exited for any reason. */
function guard(pid: number): Deno.ChildProcess {
  return new Deno.Command("sh", {
    args: ["-c", 'trap "" INT TERM HUP; read -r _; kill -KILL "$1"', "sh", String(pid)],
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
}
