/* Prints the token that the OIDC server at the address in the first argument returns. */
import { oidcTokens } from "../../../lib/credentials/oidc_token.ts";
import { credentialContext } from "./_context.ts";

const [tokenUrl = "", noProxy = ""] = Deno.args;
const fetchToken = await oidcTokens({
  kind: "oidc",
  tokenUrl,
  clientId: "wah",
  clientSecret: { kind: "value", value: "s3cret" },
}, credentialContext({ env: { NO_PROXY: noProxy } }));
const text = await fetchToken().then(({ value }) => value, (error: Error) => error.message);
Deno.stdout.writeSync(new TextEncoder().encode(text));
