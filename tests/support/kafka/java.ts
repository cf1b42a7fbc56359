import { join } from "node:path";
import { type ProcessOptions, type ProcessResult, runProcess } from "../cli/process.ts";

/** The folder of Apache Kafka's jars, as `deno task test:kafka` fetched them. */
export function kafkaJars(): string {
  const jars = Deno.env.get("WAH_TEST_KAFKA_JARS");
  if (!jars) {
    throw new Error(
      "Cannot find Apache Kafka: WAH_TEST_KAFKA_JARS is not set; run `deno task test:kafka`",
    );
  }
  return jars;
}

/** The options with which Apache Kafka's start script runs a broker. */
export const stockJvm = [
  ...["-Xms1G", "-Xmx1G", "-server", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20"],
  ...["-XX:InitiatingHeapOccupancyPercent=35", "-XX:+ExplicitGCInvokesConcurrent"],
];

/**
 * Returns the arguments with which `java` runs a class of Apache Kafka. Default: a small heap, to
 * start fast.
 */
export function javaArguments(
  className: string,
  args: readonly string[],
  options: {
    readonly jars?: string;
    readonly heapMegabytes?: number;
    /** Options of the virtual machine instead of the small heap and its collector. */
    readonly jvm?: readonly string[];
    readonly systemProperties?: Readonly<Record<string, string>>;
  } = {},
): string[] {
  const heap = `-Xmx${options.heapMegabytes ?? 256}m`;
  const small = [heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
  return [
    ...(options.jvm ?? small),
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dlog4j2.statusLoggerLevel=OFF",
    ...Object.entries(options.systemProperties ?? {}).map(([name, value]) => `-D${name}=${value}`),
    ...["-cp", join(options.jars ?? kafkaJars(), "*")],
    className,
    ...args,
  ];
}

/** Runs a tool of Apache Kafka, such as `org.apache.kafka.tools.TopicCommand`, until it exits. */
export function runKafkaTool(
  className: string,
  args: readonly string[],
  options: ProcessOptions = {},
  systemProperties: Readonly<Record<string, string>> = {},
): Promise<ProcessResult> {
  return runProcess("java", javaArguments(className, args, { systemProperties }), options);
}
