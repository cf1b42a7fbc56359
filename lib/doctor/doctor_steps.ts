import type { TlsInspection } from "../kafka/connection/tls/inspect_tls.ts";
import { checkAdvertised } from "./checks/advertised.ts";
import { checkClocks } from "./checks/clocks.ts";
import { checkController } from "./checks/controller.ts";
import { checkLogin } from "./checks/login.ts";
import { checkMetadata } from "./checks/metadata.ts";
import { checkNames } from "./checks/names.ts";
import { checkProbe } from "./checks/probe.ts";
import { checkProtocol } from "./checks/protocol.ts";
import { checkTcp } from "./checks/tcp.ts";
import { checkTls } from "./checks/tls.ts";
import { checkVersions } from "./checks/versions.ts";
import type { Examination, ExaminedBroker } from "./examination.ts";
import { type Finding, skipped, type Step, type StepName } from "./step.ts";

/** How to run the steps after that of the settings. */
export interface DoctorOptions {
  /** Called by each step: the examination; null if the settings are not usable. */
  readonly examination: () => Examination | null;
  /** Whether to write and read a record. */
  readonly probes: boolean;
}

/** All steps that need the configuration of a client, in their order. */
export function doctorSteps({ examination, probes }: DoctorOptions): Step[] {
  const inspections = new Map<ExaminedBroker, TlsInspection>();
  const checks: readonly (readonly [StepName, Check])[] = [
    ["names", checkNames],
    ["tcp", checkTcp],
    ["protocol", (examination) => checkProtocol(examination, inspections)],
    ["tls", (examination) => checkTls(examination, inspections)],
    ["versions", checkVersions],
    ["login", checkLogin],
    ["metadata", checkMetadata],
    ["advertised", checkAdvertised],
    ["clocks", checkClocks],
    ["controller", checkController],
    ["probe", (examination) => checkProbe(examination, probes)],
  ];
  return checks.map(([name, check]) => ({
    name,
    async run(): Promise<readonly Finding[]> {
      const current = examination();
      return current === null ? [skipped("an earlier step failed")] : await check(current);
    },
  }));
}

type Check = (examination: Examination) => readonly Finding[] | Promise<readonly Finding[]>;
