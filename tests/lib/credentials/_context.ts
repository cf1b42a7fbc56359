import type { CredentialContext } from "../../../lib/credentials/credential_context.ts";
import { fakeContext, type FakeWorld } from "../../support/cli/context.ts";

/** A context without a terminal, unless `world` says otherwise. */
export function credentialContext(world: FakeWorld = {}): CredentialContext {
  return fakeContext({ stdin: "", ...world }).context;
}
