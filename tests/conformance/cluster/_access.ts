import assert from "node:assert/strict";
import { type CliResult, runCli } from "../../support/cli/cli.ts";
import { runKafkaTool } from "../../support/kafka/java.ts";
import { password, type SecuredKafka } from "../../support/kafka/secured_kafka.ts";

/** Runs a command line, as the superuser, or as a user with a login. */
export type AccessRun = (argv: readonly string[], as?: string) => Promise<CliResult>;

/** Runs command lines against a Kafka with an authorizer. */
export function accessRun(kafka: SecuredKafka): AccessRun {
  return (argv, as) =>
    as === undefined
      ? runCli(argv, { brokers: kafka.cluster.brokers })
      : runCli(argv, { env: loginOf(kafka, as, password) });
}

/** The environment of a login with SCRAM-SHA-256. */
export function loginOf(
  { saslPlaintext }: SecuredKafka,
  user: string,
  secret: string,
): Record<string, string> {
  return {
    WAH_BROKERS: saslPlaintext,
    WAH_SASL_USER: user,
    WAH_SASL_PASSWORD: secret,
    WAH_SASL_MECHANISM: "scram-sha-256",
  };
}

/** Checks that a command succeeds; returns what it prints. */
export async function succeeds(result: Promise<CliResult>): Promise<string> {
  const { status, stdout, stderr } = await result;
  assert.equal(status, 0, stdout + stderr);
  return stdout;
}

/** Checks that a command fails with an exit status and an error. */
export async function fails(
  result: Promise<CliResult>,
  expected: { readonly status?: number; readonly error: RegExp },
): Promise<CliResult> {
  const { status = 1, error } = expected;
  const failed = await result;
  assert.equal(failed.status, status, failed.stdout + failed.stderr);
  const lines = failed.stderr.split("\n").filter((line) => line.startsWith("error: "));
  assert.equal(lines.length, 1, failed.stderr);
  assert.match(lines[0]!, error);
  return failed;
}

/** Runs one of Kafka's tools as the superuser; returns what it prints. */
export async function kafkaTool(
  { cluster }: SecuredKafka,
  className: string,
  args: readonly string[],
): Promise<string> {
  const words = ["--bootstrap-server", cluster.brokers, ...args];
  const { status, stdout, stderr } = await runKafkaTool(className, words);
  assert.equal(status, 0, stdout + stderr);
  return stdout;
}

/** Reads the lines that `-o jsonl` prints. */
export function jsonLines(stdout: string): Record<string, unknown>[] {
  return stdout.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}
