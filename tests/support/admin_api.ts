/** A stand-in for Redpanda's admin API. */
export interface AdminApi extends AsyncDisposable {
  readonly url: URL;
}

/** Serves `answer` over HTTP on a free loopback port until it is disposed of. */
export function startAdminApi(
  answer: (request: Request) => Response | Promise<Response>,
): AdminApi {
  const controller = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, signal: controller.signal, onListen: () => {} },
    answer,
  );
  return {
    url: new URL(`http://127.0.0.1:${server.addr.port}/`),
    async [Symbol.asyncDispose](): Promise<void> {
      controller.abort();
      await server.finished;
    },
  };
}
