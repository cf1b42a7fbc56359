/** Kafka's numbers of the mechanisms. */
const mechanisms = { "scram-sha-256": 1, "scram-sha-512": 2 } as const;

/** A login mechanism whose passwords the cluster stores. */
export type ScramMechanism = keyof typeof mechanisms;

/** The mechanisms by name. */
export const scramMechanisms = Object.keys(mechanisms) as readonly ScramMechanism[];

/** The fewest and the most iterations that Kafka accepts. */
export const iterationLimits = { min: 4_096, max: 16_384 } as const;

/** The login of a user with one mechanism. A user can have one of each. */
export interface ScramCredential {
  readonly user: string;
  readonly mechanism: ScramMechanism;
  readonly iterations: number;
}

/** Returns Kafka's number of a mechanism. */
export function mechanismNumber(mechanism: ScramMechanism): number {
  return mechanisms[mechanism];
}

/** Returns the mechanism of a number; null if wah does not know it. */
export function mechanismOf(number: number): ScramMechanism | null {
  return scramMechanisms.find((name) => mechanisms[name] === number) ?? null;
}
