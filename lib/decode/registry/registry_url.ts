import { UsageError } from "../../errors.ts";

/**
 * Parses addresses of a schema registry, separated by commas. One without a scheme is `http:`.
 *
 * @param place Where they are written, for errors, for example `--registry`.
 * @throws {UsageError} If one is not an address, or contains a login; the error does not repeat it.
 */
export function parseRegistryUrls(text: string, place: string): URL[] {
  return text.split(",").map((part) => {
    const address = part.trim();
    const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `http://${address}`);
    if (url !== null && (url.username !== "" || url.password !== "")) {
      throw new UsageError(`Cannot use the address in ${place}: it contains a login`, {
        hint: "Set WAH_REGISTRY_USER and WAH_REGISTRY_PASSWORD, or registry.user and " +
          "registry.password_command in a profile",
      });
    }
    if (url !== null && /^https?:$/.test(url.protocol) && url.hostname !== "") {
      url.search = url.hash = "";
      return url;
    }
    throw new UsageError(`Cannot use "${address}" for ${place}: expected https://HOST:PORT`);
  });
}
