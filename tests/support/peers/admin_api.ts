import { adminCertificate, adminKey } from "./admin_certificate.ts";

/** A fake of Redpanda's admin API. */
export interface AdminApi extends AsyncDisposable {
  readonly url: URL;
}

/** How the fake listens. */
export interface AdminApiOptions {
  /** Speaks HTTPS with the {@link adminCertificate}. */
  readonly tls?: boolean;
}

/** Serves `answer` over HTTP on a free loopback port until it is disposed of. */
export function startAdminApi(
  answer: (request: Request) => Response | Promise<Response>,
  { tls = false }: AdminApiOptions = {},
): AdminApi {
  const controller = new AbortController();
  const server = Deno.serve(
    {
      hostname: "127.0.0.1",
      port: 0,
      signal: controller.signal,
      onListen: () => {},
      ...(tls && { cert: adminCertificate, key: adminKey }),
    },
    answer,
  );
  return {
    url: new URL(`${tls ? "https" : "http"}://127.0.0.1:${server.addr.port}/`),
    async [Symbol.asyncDispose](): Promise<void> {
      controller.abort();
      await server.finished;
    },
  };
}
