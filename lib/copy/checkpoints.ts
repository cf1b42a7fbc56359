import { every } from "../async/timer.ts";
import type { CopyState } from "./copy_state.ts";
import type { ResumeFile } from "./resume_file.ts";

const saveEveryMs = 1_000;

/** Options of {@link Checkpoints}. */
export interface CheckpointOptions {
  readonly file: Pick<ResumeFile, "write">;
  /** The state of this moment: only what is acknowledged counts as copied. */
  readonly state: () => CopyState;
  /** Called if the state cannot be saved. */
  readonly onError: (error: unknown) => void;
}

/** Saves the state of a copy every second, and at its end. */
export class Checkpoints {
  readonly #options: CheckpointOptions;
  readonly #cancel: () => void;
  #saving: Promise<void> | null = null;

  private constructor(options: CheckpointOptions) {
    this.#options = options;
    this.#cancel = every(saveEveryMs, () => this.#tick());
  }

  /**
   * Saves the state a first time, so that a later run knows the ends even if this one is killed
   * before it has copied anything.
   *
   * @throws {FailedError} If it cannot be saved.
   */
  static async start(options: CheckpointOptions): Promise<Checkpoints> {
    await options.file.write(options.state());
    return new Checkpoints(options);
  }

  /**
   * Stops, and saves the last state.
   *
   * @throws {FailedError} If it cannot be saved.
   */
  async finish(): Promise<void> {
    this.#cancel();
    await this.#saving;
    await this.#options.file.write(this.#options.state());
  }

  #tick(): void {
    const { file, state, onError } = this.#options;
    this.#saving ??= file.write(state()).catch(onError).finally(() => this.#saving = null);
  }
}
