import { delay } from "../../async/delay.ts";
import { FailedError, WahError } from "../../errors.ts";
import { isDirectAddress } from "../../http/direct_address.ts";
import { httpRequest, type HttpResponse } from "../../http/http_request.ts";
import { NotRegisteredError } from "./registry_error.ts";

/** How a client proves who the user is. */
export type RegistryLogin =
  | { readonly user: string; readonly password: string }
  | { readonly token: string };

/** How to connect to a schema registry. */
export interface RegistryConfig {
  /** Addresses of the same registry; the first one that answers is used. At least one. */
  readonly urls: readonly URL[];
  readonly login?: RegistryLogin;
  /** PEM certificates of authorities to accept. Default: Deno's own list. */
  readonly authorities?: readonly string[] | undefined;
  /** Hosts to connect to without a proxy, like `NO_PROXY`. */
  readonly noProxy?: string | undefined;
  /** For one request. Default: 10 s. */
  readonly timeoutMs?: number;
}

/** A request to the registry. */
interface RegistryRequest {
  /** The parts of the path, not encoded. */
  readonly path: readonly (string | number)[];
  readonly query?: string;
  /** Sent as JSON with POST. Default: none, and GET. */
  readonly body?: unknown;
  /** What it does, for errors, for example `read schema 7`. */
  readonly action: string;
  readonly signal: AbortSignal;
}

const defaultTimeoutMs = 10_000;
/** A request is repeated after a failure of the connection or of the server. */
const attempts = 3;
const pauseMs = 200;
const maxBodyBytes = 8 * 1024 * 1024;
/** Longest text of the server in an error. */
const maxFoundLength = 300;
const contentType = "application/vnd.schemaregistry.v1+json";
/** Codes of the registry: a subject, a version or a schema that does not exist. */
const absentCodes: ReadonlySet<unknown> = new Set([40401, 40402, 40403]);

/**
 * Sends requests to a schema registry with Confluent's API.
 *
 * Requests to this machine and to hosts in `noProxy` go directly, and over plain `http:` with a
 * login also all others: a proxy never sees a login.
 */
export class RegistryClient {
  readonly #config: RegistryConfig;

  constructor(config: RegistryConfig) {
    this.#config = config;
  }

  /** The address, for errors. */
  get address(): string {
    return this.#config.urls.map(shownAddress).join(",");
  }

  /**
   * Sends a request and returns the JSON of its response.
   *
   * @throws {NotRegisteredError} If the registry does not have what is requested.
   * @throws {FailedError} If the registry cannot be reached, takes too long, rejects the request or
   * the login, or answers with something else.
   * @throws The signal's reason, when it aborts.
   */
  async request(request: RegistryRequest): Promise<unknown> {
    let failure: unknown;
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (attempt > 0) await delay(pauseMs * attempt, request.signal);
      for (const base of this.#config.urls) {
        try {
          const response = await this.#send(base, request);
          if (response.status < 500) return this.#read(response, request);
          failure = this.#refused(response, request);
        } catch (cause) {
          request.signal.throwIfAborted();
          if (cause instanceof WahError || cause instanceof Deno.errors.NotCapable) throw cause;
          failure = this.#unreachable(request, cause);
          if (cause instanceof TimeLimitError) throw failure;
        }
      }
    }
    throw failure;
  }

  async #send(base: URL, { path, query, body, signal }: RegistryRequest): Promise<HttpResponse> {
    const { login, noProxy, authorities, timeoutMs = defaultTimeoutMs } = this.#config;
    const url = new URL(base);
    const names = path.map((part) => encodeURIComponent(part)).join("/");
    url.pathname = `${url.pathname.replace(/\/$/, "")}/${names}`;
    url.search = query ?? "";
    const timeout = AbortSignal.timeout(timeoutMs);
    const isBare = login !== undefined && url.protocol === "http:";
    try {
      return await httpRequest(url, {
        headers: {
          accept: `${contentType}, application/json`,
          ...(body === undefined ? {} : { "content-type": contentType }),
          ...(login === undefined ? {} : { authorization: authorizationOf(login) }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        authorities: url.protocol === "https:" ? authorities : undefined,
        isDirect: isBare || isDirectAddress(url, noProxy),
        maxBytes: maxBodyBytes,
        signal: AbortSignal.any([signal, timeout]),
      });
    } catch (error) {
      signal.throwIfAborted();
      throw timeout.aborted ? new TimeLimitError(timeoutMs) : error;
    }
  }

  #read(response: HttpResponse, request: RegistryRequest): unknown {
    const { status, text } = response;
    if (status < 200 || status >= 300) throw this.#refused(response, request);
    if (text === null) {
      throw this.#failed(request, `answers with more than ${maxBodyBytes} bytes`);
    }
    try {
      return JSON.parse(text);
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      throw this.#failed(request, "does not answer with JSON", {
        cause,
        hint: "Check that the address is that of a schema registry",
      });
    }
  }

  #refused({ status, text, location }: HttpResponse, request: RegistryRequest): FailedError {
    const { error_code: code, message } = parseObject(text);
    const hasMessage = typeof message === "string" && message !== "";
    const said = hasMessage ? message.slice(0, maxFoundLength) : `HTTP status ${status}`;
    if (status === 401 || status === 403) return this.#unauthorized(status, request);
    if (absentCodes.has(code)) {
      return new NotRegisteredError(
        `Cannot ${request.action}: the schema registry at ${this.address} answers "${said}"`,
        said,
      );
    }
    if (location !== null) return this.#failed(request, `redirects to "${location}"`);
    return this.#failed(request, hasMessage ? `answers "${said}"` : `answers with ${said}`, {
      ...(status === 404 && { hint: "Check that the address is that of a schema registry" }),
    });
  }

  #unauthorized(status: number, request: RegistryRequest): FailedError {
    if (this.#config.login === undefined && status === 401) {
      return this.#failed(request, "requires a login", {
        hint: "Set registry.user and registry.password_command, or WAH_REGISTRY_USER and " +
          "WAH_REGISTRY_PASSWORD",
      });
    }
    return this.#failed(request, status === 401 ? "rejects the login" : "denies access");
  }

  #unreachable(request: RegistryRequest, cause: unknown): FailedError {
    const found = reasonOf(cause);
    const isCertificate = /certificate|UnknownIssuer|NotValidForName/i.test(found);
    return new FailedError(
      `Cannot ${request.action}: the schema registry at ${this.address} is not reachable: ${found}`,
      {
        cause,
        hint: isCertificate
          ? "Set registry.ca to the CA of the schema registry"
          : "Check the address in --registry or registry.url",
      },
    );
  }

  #failed(
    { action }: RegistryRequest,
    does: string,
    options: { readonly hint?: string; readonly cause?: unknown } = {},
  ): FailedError {
    return new FailedError(
      `Cannot ${action}: the schema registry at ${this.address} ${does}`,
      options,
    );
  }
}

/** The registry did not answer in time. */
class TimeLimitError extends Error {
  override readonly name = "TimeLimitError";

  constructor(timeoutMs: number) {
    super(`no response within ${timeoutMs} ms`);
  }
}

function shownAddress({ origin, pathname }: URL): string {
  return `${origin}${pathname.replace(/\/$/, "")}`;
}

function authorizationOf(login: RegistryLogin): string {
  if ("token" in login) return `Bearer ${login.token}`;
  return `Basic ${new TextEncoder().encode(`${login.user}:${login.password}`).toBase64()}`;
}

/** The reason in an error of the runtime, without the addresses before it. */
function reasonOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const [text = ""] = (inner instanceof Error ? inner.message : String(inner)).split("\n", 1);
  return text.replace(/^error sending request.*client error \(\w+\): /, "");
}

function parseObject(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {};
  }
}
