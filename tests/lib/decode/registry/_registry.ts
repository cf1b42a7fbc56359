import { RegistryClient } from "../../../../lib/decode/registry/registry_client.ts";
import { SchemaStore } from "../../../../lib/decode/registry/schema_store.ts";
import { type AdminApi, startAdminApi } from "../../../support/peers/admin_api.ts";

/** A registry with fixed answers. */
export interface FixedRegistry extends AdminApi {
  readonly store: SchemaStore;
  /** The paths of all requests. */
  readonly requests: readonly string[];
}

/** Serves each path its JSON, and Confluent's error for every other path. */
export function fixedRegistry(answers: Readonly<Record<string, unknown>>): FixedRegistry {
  const requests: string[] = [];
  const server = startAdminApi(({ url }) => {
    const path = decodeURIComponent(new URL(url).pathname);
    requests.push(path);
    if (path in answers) return Response.json(answers[path]);
    return Response.json({ error_code: 40403, message: `no ${path}` }, { status: 404 });
  });
  const store = new SchemaStore(new RegistryClient({ urls: [server.url] }));
  return { ...server, store, requests };
}
