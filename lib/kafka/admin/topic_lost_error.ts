import { FailedError } from "../../errors.ts";
import { createCommand, type FullTopicSpec } from "./reset_plan.ts";

/** A reset deleted a topic, or may have, and did not bring it back. */
export class TopicLostError extends FailedError {
  override readonly name = "TopicLostError";
  readonly spec: FullTopicSpec;
  /** The command line that brings the topic back as it was, but for its records. */
  readonly command: string;

  constructor(spec: FullTopicSpec, found: string, cause: unknown) {
    const command = createCommand(spec);
    super(`Cannot restore topic "${spec.name}" after deleting it: ${found}`, {
      hint: `Restore it with: ${command}`,
      cause,
    });
    this.spec = spec;
    this.command = command;
  }
}
