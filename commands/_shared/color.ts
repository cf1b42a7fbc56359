import type { Context, Output } from "../../lib/context.ts";

/** The values of `--color`. */
export type ColorChoice = "auto" | "always" | "never";

/**
 * Whether to use styles if `--color` is auto. FORCE_COLOR decides first ("0" and "false" mean no),
 * then NO_COLOR and TERM=dumb forbid them, then a terminal allows them.
 */
export function styledByDefault(env: Context["env"], isTerminal: boolean): boolean {
  const forced = env("FORCE_COLOR");
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  if (env("NO_COLOR") !== undefined || env("TERM") === "dumb") return false;
  return isTerminal;
}

/** A context whose outputs follow `choice()`, which is called at every use. */
export function withColorChoice(context: Context, choice: () => ColorChoice): Context {
  return {
    ...context,
    stdout: new ChosenOutput(context.stdout, choice),
    stderr: new ChosenOutput(context.stderr, choice),
  };
}

class ChosenOutput implements Output {
  readonly #output: Output;
  readonly #choice: () => ColorChoice;

  constructor(output: Output, choice: () => ColorChoice) {
    this.#output = output;
    this.#choice = choice;
  }

  get isTerminal(): boolean {
    return this.#output.isTerminal;
  }

  get columns(): number {
    return this.#output.columns;
  }

  get styled(): boolean {
    const choice = this.#choice();
    return choice === "auto" ? this.#output.styled : choice === "always";
  }

  write(data: Uint8Array | string): Promise<void> {
    return this.#output.write(data);
  }
}
