import type { Address } from "../kafka/config.ts";

/** Where a secret comes from; it is read when a connection first needs it. */
export type SecretSource =
  | { readonly kind: "value"; readonly value: string }
  /** The first line of a file, without its line break. */
  | { readonly kind: "file"; readonly path: string }
  /** The first line that a shell command prints. */
  | { readonly kind: "command"; readonly command: string }
  /** A hidden prompt on the terminal. */
  | { readonly kind: "prompt" };

/** The TLS settings of a cluster. Files are named here and read and checked before connecting. */
export interface TlsSettings {
  /** PEM file of the authorities that replace those of the system. */
  readonly caFile?: string;
  /** The client's certificate: a PEM file, its chain after it, or a PKCS #12 store. */
  readonly certificateFile?: string;
  /** The key of the certificate: a PEM file; absent if the certificate's file contains it. */
  readonly keyFile?: string;
  /** The passphrase of the key or the store. */
  readonly passphrase?: SecretSource;
  /** The name that the broker's certificate must carry. Default: the host that wah connects to. */
  readonly serverName?: string;
  /** Accepts any certificate of the broker. Default: false. */
  readonly skipsVerification?: boolean;
}

/** A login by user name and password. */
export interface PasswordLogin {
  readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
  readonly user: string;
  readonly password: SecretSource;
}

/** A login by OAUTHBEARER, RFC 7628; exactly one source of tokens is set. */
export interface TokenLogin {
  readonly mechanism: "oauthbearer";
  readonly source:
    | { readonly kind: "command"; readonly command: string }
    | { readonly kind: "file"; readonly path: string }
    | OidcClient;
  /** SASL extensions (KIP-342). */
  readonly extensions?: Readonly<Record<string, string>>;
}

/** The client credentials grant of an OIDC server (RFC 6749, section 4.4). */
export interface OidcClient {
  readonly kind: "oidc";
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: SecretSource;
  readonly scope?: string;
  /** PEM file of the authorities for the server's certificate. Default: those of the system. */
  readonly caFile?: string;
}

/** How to reach a cluster, as flags, the environment and profiles name it. */
export interface ConnectionSettings {
  /** The brokers to try first; at least one. */
  readonly brokers: readonly Address[];
  /** Undefined for plaintext. */
  readonly tls?: TlsSettings;
  readonly login?: PasswordLogin | TokenLogin;
}
