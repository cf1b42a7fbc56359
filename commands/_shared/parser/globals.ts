import { UsageError } from "../../../lib/errors.ts";
import { choiceFlag, type FlagValues, switchFlag, valueFlag } from "./flag.ts";

/** The flags of every command; they may stand anywhere on the line. */
export const globalFlags = {
  brokers: valueFlag("addresses of brokers, separated by commas", {
    alias: "b",
    placeholder: "HOST:PORT,...",
  }),
  yes: switchFlag("answer yes to every question", { alias: "y" }),
  quiet: switchFlag("hide notes and progress", { alias: "q" }),
  verbose: switchFlag("show the causes of an error", { alias: "v" }),
  color: choiceFlag("when to use color (default: auto)", ["auto", "always", "never"]),
  password: { brief: "", isHidden: true, refusal: refusePassword },
} as const;

/** The global flags of one command line. */
export type GlobalOptions = Omit<FlagValues<typeof globalFlags>, "password">;

function refusePassword(): UsageError {
  return new UsageError(
    'Cannot use "--password": other users of this machine can read command lines',
    { hint: "Set WAH_SASL_PASSWORD in the environment instead" },
  );
}
