import { FailedError } from "../../errors.ts";
import { formatAddress } from "../../text/format_address.ts";
import type { Address, KafkaConfig } from "../config.ts";
import { type ConnectionStage, explainFailure } from "./connect_failure.ts";
import { LoginRefusedError } from "./login_refused_error.ts";

/** Options of {@link explainConnectionError}. */
export interface ExplainOptions {
  readonly address: Address;
  readonly config: KafkaConfig;
  readonly stage: ConnectionStage;
  /** Whether the request was never sent. Default: whether the connection was not open yet. */
  readonly isUnsent?: boolean;
}

/**
 * Returns the error for the user if a connection fails: a {@link ConnectionLostError}, or a
 * {@link FailedError} if the broker rejected the login. A missing permission is returned unchanged.
 */
export function explainConnectionError(error: unknown, options: ExplainOptions): Error {
  const { address, config, stage, isUnsent = stage !== "open" } = options;
  // A missing permission is not the broker's fault.
  if (error instanceof Deno.errors.NotCapable) return error;
  if (error instanceof LoginRefusedError) return loginError(error, address, config);
  return explainFailure(error, { address, stage, isTls: config.tls !== undefined, isUnsent });
}

function loginError(error: LoginRefusedError, address: Address, config: KafkaConfig): FailedError {
  const mechanism = config.sasl!.mechanism.toUpperCase();
  return new FailedError(
    `Cannot log in to ${formatAddress(address)} with ${mechanism}: ${error.reason}`,
    {
      cause: error,
      hint: error.isPortWithoutLogins
        ? "Connect without a login, or use a port that accepts one"
        : "Check the user name, the password and the SASL mechanism",
    },
  );
}
