import { UsageError } from "../../../lib/errors.ts";
import { mechanisms } from "../../../lib/settings/setting_table.ts";
import { choiceFlag, type FlagDetails, type FlagValues, switchFlag, valueFlag } from "./flag.ts";

/** Only the help of `wah` itself shows these flags. */
const advanced: FlagDetails = { isAdvanced: true };

/** The flags of every command; they may stand anywhere on the line. */
export const globalFlags = {
  brokers: valueFlag("addresses of brokers, separated by commas", {
    alias: "b",
    placeholder: "HOST:PORT,...",
  }),
  profile: valueFlag("use the settings of a profile", {
    placeholder: "NAME",
    complete: "profile",
  }),
  tls: switchFlag("connect with TLS", advanced),
  tlsCa: valueFlag("certificates of the authorities to trust (PEM)", {
    placeholder: "FILE",
    complete: "file",
    ...advanced,
  }),
  tlsCert: valueFlag("client certificate (PEM or PKCS #12)", {
    placeholder: "FILE",
    complete: "file",
    ...advanced,
  }),
  tlsKey: valueFlag("key of the client certificate (PEM)", {
    placeholder: "FILE",
    complete: "file",
    ...advanced,
  }),
  tlsServerName: valueFlag("host name to expect in the broker's certificate", {
    placeholder: "NAME",
    ...advanced,
  }),
  tlsInsecureSkipVerify: switchFlag("accept any certificate of the broker", advanced),
  saslMechanism: valueFlag(`how to log in: ${mechanisms.join(", ")} (default: scram-sha-256)`, {
    placeholder: "NAME",
    parse: mechanism,
    ...advanced,
  }),
  saslUser: valueFlag("user name of the login", { placeholder: "NAME", ...advanced }),
  passwordFile: valueFlag("file whose first line is the password of the login", {
    placeholder: "FILE",
    complete: "file",
    ...advanced,
  }),
  yes: switchFlag("answer yes to every question", { alias: "y" }),
  confirm: valueFlag("confirm a change to a protected cluster by its name", {
    placeholder: "NAME",
    ...advanced,
  }),
  quiet: switchFlag("hide notes and progress", { alias: "q" }),
  verbose: switchFlag("show the causes of an error", { alias: "v" }),
  color: choiceFlag("when to use color (default: auto)", ["auto", "always", "never"]),
  password: { brief: "", isHidden: true, refusal: () => refusePassword("--password") },
  saslPassword: { brief: "", isHidden: true, refusal: () => refusePassword("--sasl-password") },
} as const;

/** The global flags of one command line. */
export type GlobalOptions = Omit<FlagValues<typeof globalFlags>, "password" | "saslPassword">;

function refusePassword(flag: string): UsageError {
  return new UsageError(
    `Cannot use "${flag}": other users of this machine can read command lines`,
    { hint: "Set WAH_SASL_PASSWORD in the environment, or use --password-file" },
  );
}

/** @throws {UsageError} If there is no such mechanism. */
function mechanism(text: string): (typeof mechanisms)[number] {
  const found = mechanisms.find((name) => name === text.toLowerCase());
  if (found !== undefined) return found;
  throw new UsageError(
    `Cannot use "${text}" for --sasl-mechanism: expected ${mechanisms.join(", ")}`,
  );
}
