import { fileURLToPath } from "node:url";
import { TestProcess } from "../cli/process.ts";

const folder = fileURLToPath(new URL("../../conformance/peers/oidc/", import.meta.url));

/** An OIDC server (oidc-provider) with one client; disposing of it ends it. */
export interface OidcServer extends AsyncDisposable {
  readonly tokenUrl: string;
  readonly jwksUrl: string;
  /** The issuer of its tokens. */
  readonly issuer: string;
  /** The audience of its tokens. */
  readonly audience: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Starts it on a free loopback port; its tokens are valid for `lifetimeSeconds`. */
export async function startOidcServer(lifetimeSeconds: number): Promise<OidcServer> {
  const [clientId, clientSecret] = ["wah-cli", "oidc s3cret/+%"];
  const process = new TestProcess(Deno.execPath(), [
    ...["run", "--quiet", "--no-prompt", "--frozen"],
    ...["--allow-net", "--allow-read", "--allow-env", "--allow-sys", "server.ts"],
    ...[clientId, clientSecret, String(lifetimeSeconds)],
  ], { cwd: folder });
  try {
    const ready = /^ready (\d+)$/m;
    const [, port] = ready.exec(await process.stdout.waitFor(ready))!;
    const issuer = `http://127.0.0.1:${port}`;
    return {
      tokenUrl: `${issuer}/token`,
      jwksUrl: `${issuer}/jwks`,
      issuer,
      audience: "urn:kafka",
      clientId,
      clientSecret,
      [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
    };
  } catch (error) {
    await process[Symbol.asyncDispose]();
    throw error;
  }
}
