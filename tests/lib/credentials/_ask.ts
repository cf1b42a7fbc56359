/*
 * Asks for a secret on a real terminal and prints its length: as a command whose stdout is that
 * terminal, or one whose stdout is a pipe if the argument is `piped`.
 */
import { promptSecret } from "../../../lib/credentials/secret_prompt.ts";
import { ProcessTerminal } from "../../../process_terminal.ts";
import { credentialContext } from "./_context.ts";

const isPiped = Deno.args[0] === "piped";
const say = async (data: Uint8Array | string): Promise<void> => {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  await Deno.stderr.write(bytes);
};
const context = credentialContext();
const secret = await promptSecret("password of ann", {
  ...context,
  ...(isPiped ? {} : { terminal: new ProcessTerminal() }),
  stdin: {
    isTerminal: Deno.stdin.isTerminal(),
    readable: Deno.stdin.readable,
    setRaw: (isRaw) => Deno.stdin.setRaw(isRaw),
  },
  stderr: { ...context.stderr, isTerminal: Deno.stderr.isTerminal(), write: say },
}).catch((error) => String(error.name));
await say(`got ${secret.length} characters\n`);
// What is typed afterwards is for the program.
const { value } = await Deno.stdin.readable.getReader().read();
await say(`then ${new TextDecoder().decode(value)}`);
