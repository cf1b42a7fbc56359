import { FailedError } from "../../errors.ts";
import type { FullTopicSpec } from "./reset_plan.ts";

/** A reset deleted a topic, or may have deleted it, and could not recreate it. */
export class TopicLostError extends FailedError {
  override readonly name = "TopicLostError";
  /** The topic as it was, without its records. */
  readonly spec: FullTopicSpec;

  /** @param found Why it could not be recreated, to follow a colon. */
  constructor(spec: FullTopicSpec, found: string, cause: unknown) {
    super(`Cannot restore topic "${spec.name}" after deleting it: ${found}`, { cause });
    this.spec = spec;
  }
}
