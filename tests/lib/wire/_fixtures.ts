import type { Api } from "../../../lib/wire/schema/schema.ts";

const messages = new URL("../../../lib/wire/messages/", import.meta.url);

/** Every API of lib/wire/messages by its key; a new file there is under test at once. */
export async function loadApis(): Promise<ReadonlyMap<number, Api<unknown, unknown>>> {
  const names = [...Deno.readDirSync(messages)].map((file) => file.name).sort();
  const apis = new Map<number, Api<unknown, unknown>>();
  for (const name of names) {
    const exported: Record<string, Api<unknown, unknown>> = await import(
      new URL(name, messages).href
    );
    for (const api of Object.values(exported)) apis.set(api.key, api);
  }
  return apis;
}

/** Returns the words of each line of a fixture, without comments. The last may have spaces. */
export function fixtureLines(name: string, words: number): string[][] {
  const text = Deno.readTextFileSync(new URL(`fixtures/${name}`, import.meta.url));
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).map((line) => {
    const all = line.split(" ");
    return [...all.slice(0, words - 1), all.slice(words - 1).join(" ")];
  });
}
