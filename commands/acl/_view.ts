import type { Acl } from "../../lib/kafka/access/acl.ts";
import type { KafkaError } from "../../lib/kafka/kafka_error.ts";
import type { Output } from "../../lib/context.ts";
import type { WahError } from "../../lib/errors.ts";
import { failuresByReason, outcomeState } from "../_shared/failures.ts";
import { type OutputFormat, printList } from "../_shared/print.ts";
import { type Cell, table, type TableOutput } from "../_shared/table.ts";
import { refusalHint } from "./_errors.ts";

/** An ACL in JSON. */
export interface AclView {
  readonly principal: string;
  readonly host: string;
  readonly permission: string;
  readonly operation: string;
  readonly resource_type: string;
  readonly resource_name: string;
  readonly pattern: string;
}

/** What text prints for each status. */
const words = {
  created: "OK",
  exists: "OK (already exists)",
  valid: "OK (dry run)",
  deleted: "OK",
  absent: "OK (did not exist)",
} as const;

/** The result for one ACL. */
export interface AclOutcome {
  readonly acl: Acl;
  readonly status: keyof typeof words | "failed";
  readonly error: KafkaError | null;
}

/** The results for ACLs, and the error if not every broker is known to agree; to be thrown last. */
export interface AclOutcomes {
  readonly outcomes: readonly AclOutcome[];
  readonly unconfirmed: unknown;
}

const headings = ["PRINCIPAL", "HOST", "PERMISSION", "OPERATION", "RESOURCE", "NAME", "PATTERN"];

/** Makes the view of an ACL. */
export function aclView(acl: Acl): AclView {
  return {
    principal: acl.principal,
    host: acl.host,
    permission: acl.permission,
    operation: acl.operation,
    resource_type: acl.resourceType,
    resource_name: acl.resourceName,
    pattern: acl.pattern,
  };
}

/** One row per ACL. */
export async function aclTable(acls: readonly Acl[], output: TableOutput): Promise<string> {
  return await table(headings, acls.map(cells), output);
}

/** Prints one row per ACL with its status. */
export async function printAclOutcomes(
  output: Output,
  format: OutputFormat,
  outcomes: readonly AclOutcome[],
): Promise<void> {
  const items = outcomes.map(({ acl, status, error }) => ({
    ...aclView(acl),
    status,
    error: error?.codeName ?? null,
    message: error?.reason ?? null,
  }));
  await printList(output, format, {
    name: "acls",
    items,
    text: () =>
      table(
        [...headings, "STATUS"],
        outcomes.map(({ acl, status, error }) => [
          ...cells(acl),
          status === "failed"
            ? outcomeState(error?.codeName ?? status)
            : outcomeState(null, words[status]),
        ]),
        output,
      ),
  });
}

/** The error of the ACLs that failed, a line for each reason; null if none failed. */
export function aclFailure(verb: string, outcomes: readonly AclOutcome[]): WahError | null {
  const refused = outcomes.flatMap(({ acl, error }) => error === null ? [] : [{ acl, error }]);
  return failuresByReason(refused, ({ acl, error }) => ({
    action: `${verb} the ACL of "${acl.principal}" on ${acl.resourceType} "${acl.resourceName}"`,
    hint: refusalHint(error),
  }));
}

/** Warnings about rules that allow more, or less, than most users mean. */
export function wideGrants(acls: readonly Acl[]): string[] {
  const warnings = acls.filter(({ permission }) => permission === "allow").flatMap((acl) => {
    const { principal, operation, resourceType, resourceName, pattern } = acl;
    const everyone = principal === "User:*"
      ? ["User:* is every client, also those without a login"]
      : [];
    const isAll = resourceName === "*" && pattern === "literal" && operation === "All";
    const everything = isAll ? [`${principal} may do everything with every ${resourceType}`] : [];
    const isAdmin = resourceType === "cluster" && ["All", "Alter"].includes(operation);
    const admin = isAdmin ? [`${principal} may change ACLs and users`] : [];
    const prefix = resourceName === "*" && pattern === "prefixed"
      ? ["the prefix * stands for names that begin with an asterisk, and not for every name"]
      : [];
    return [...everyone, ...everything, ...admin, ...prefix];
  });
  return [...new Set(warnings)].map((text) => `Warning: ${text}`);
}

function cells(acl: Acl): Cell[] {
  const { principal, host, permission, operation, resourceType, resourceName, pattern } = acl;
  return [
    principal,
    host,
    permission === "deny" ? { state: permission, tone: "bad" } : permission,
    ...[operation, resourceType, resourceName, pattern],
  ];
}
