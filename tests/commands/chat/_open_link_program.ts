/** Opens the link in its argument, and prints the message of an error: for `_open_link_test.ts`. */
import { openLink } from "../../../commands/chat/_open_link.ts";
import { WahError } from "../../../lib/errors.ts";

try {
  await openLink(Deno.args[0]!, { os: "linux", hostName: () => "", homeFolder: () => undefined });
} catch (error) {
  if (!(error instanceof WahError)) throw error;
  await new Blob([error.message]).stream().pipeTo(Deno.stdout.writable);
}
