import type { Examination } from "../examination.ts";
import { faulty, type Finding, ok, skipped } from "../step.ts";

/** Checks that the cluster has a controller. */
export function checkController({ cluster }: Examination): Finding[] {
  if (cluster === null) return [skipped("an earlier step failed")];
  const { controllerId, nodes } = cluster;
  if (controllerId === null) {
    return [faulty(null, {
      code: "no-controller",
      message: "Cannot change topics of this cluster: no controller is elected",
      isUnreachable: false,
    })];
  }
  const isListed = nodes.some(({ id }) => id === controllerId);
  const text = isListed ? `broker ${controllerId}` : `${controllerId}, which is not a broker`;
  return [ok(null, text, { controller: controllerId })];
}
