import { nearestNames } from "../../text/nearest.ts";
import { type Channel, directChannel, roomChannel } from "../log/channel.ts";

/** The meaning of a line typed at the prompt. */
export type PromptRequest =
  | { readonly kind: "send"; readonly text: string }
  | { readonly kind: "nothing" }
  | { readonly kind: "quit" }
  /** Switch between lines and the full screen. */
  | { readonly kind: "full" }
  | { readonly kind: "help" | "rooms" | "who" }
  | { readonly kind: "join"; readonly channel: Channel }
  /** Undefined stands for the current channel. */
  | { readonly kind: "leave"; readonly channel: Channel | undefined }
  /** Undefined text: switch to the conversation. */
  | { readonly kind: "message"; readonly to: string; readonly text: string | undefined }
  | { readonly kind: "edit"; readonly number: number; readonly text: string }
  | { readonly kind: "delete"; readonly number: number }
  | { readonly kind: "history"; readonly lines: number | undefined }
  /** The line is invalid; the text says why. */
  | { readonly kind: "mistake"; readonly text: string };

/** A command at the prompt. */
export interface SlashCommand {
  readonly name: string;
  /** The usage of its argument; empty if it takes none. */
  readonly argument: string;
  readonly summary: string;
}

/** The commands at the prompt, in the order of `/help`. */
export const slashCommands: readonly SlashCommand[] = [
  { name: "edit", argument: "N TEXT", summary: "edit your message N" },
  { name: "delete", argument: "N", summary: "delete your message N" },
  {
    name: "msg",
    argument: "NAME TEXT",
    summary: "send NAME a direct message; without TEXT, switch to NAME",
  },
  { name: "join", argument: "ROOM", summary: "join ROOM and switch to it" },
  { name: "leave", argument: "[ROOM]", summary: "leave ROOM; without ROOM, the current one" },
  { name: "rooms", argument: "", summary: "list your rooms and conversations, with unread counts" },
  { name: "who", argument: "", summary: "list who is in this room" },
  { name: "history", argument: "[N]", summary: "show the last N lines" },
  { name: "full", argument: "", summary: "switch to the full screen, or back to lines" },
  { name: "help", argument: "", summary: "show this list" },
  { name: "quit", argument: "", summary: "leave the chat; Ctrl-C and Ctrl-D do the same" },
];

/**
 * Parses a line typed at the prompt.
 *
 * A slash begins a command, even after spaces, so that a private message is never sent to a room by
 * mistake. Two slashes at the very start begin a text with one slash. A blank line is `nothing`.
 * Instead of a room, `@bob` names the conversation with bob. A name that contains spaces is quoted.
 */
export function parsePromptRequest(line: string): PromptRequest {
  // White space and invisible characters.
  const typed = line.replace(/^[\s\p{Default_Ignorable_Code_Point}]+/u, "");
  if (typed === "") return { kind: "nothing" };
  if (line.startsWith("//")) return { kind: "send", text: line.slice(1) };
  if (!typed.startsWith("/") || typed.startsWith("//")) return { kind: "send", text: line };
  return parseCommand(typed);
}

function parseCommand(line: string): PromptRequest {
  const [, name = "", argument = ""] = /^\/(\S*)\s*([^]*?)\s*$/.exec(line) ?? [];
  const parse = Object.hasOwn(parsers, name) ? parsers[name] : undefined;
  if (parse === undefined) return mistake(unknownCommand(name));
  const typed = parse(argument);
  if (typed !== undefined) return typed;
  const usage = slashCommands.find((command) => command.name === name)?.argument ?? "";
  return mistake(
    usage === "" ? `/${name} takes no argument` : `usage: /${name} ${usage}`,
  );
}

const parsers: Readonly<Record<string, (argument: string) => PromptRequest | undefined>> = {
  help: (argument) => withoutArgument("help", argument),
  quit: (argument) => withoutArgument("quit", argument),
  full: (argument) => withoutArgument("full", argument),
  rooms: (argument) => withoutArgument("rooms", argument),
  who: (argument) => withoutArgument("who", argument),
  join: (argument) => {
    const channel = channelOf(argument);
    return channel === undefined ? undefined : { kind: "join", channel };
  },
  leave: (argument) => {
    if (argument === "") return { kind: "leave", channel: undefined };
    const channel = channelOf(argument);
    return channel === undefined ? undefined : { kind: "leave", channel };
  },
  msg: (argument) => {
    const [to, text] = splitName(argument);
    const name = to.replace(/^@/, "");
    if (name === "") return undefined;
    return { kind: "message", to: name, text: text === "" ? undefined : text };
  },
  edit: (argument) => {
    const [, number = "", text = ""] = /^#?(\d{1,9})\s+([^]+)$/.exec(argument) ?? [];
    return text === "" ? undefined : { kind: "edit", number: Number(number), text };
  },
  delete: (argument) => {
    const [, number] = /^#?(\d{1,9})$/.exec(argument) ?? [];
    return number === undefined ? undefined : { kind: "delete", number: Number(number) };
  },
  history: (argument) => {
    if (argument === "") return { kind: "history", lines: undefined };
    return /^\d{1,6}$/.test(argument) ? { kind: "history", lines: Number(argument) } : undefined;
  },
};

function unknownCommand(name: string): string {
  const [nearest] = nearestNames(name, slashCommands.map((command) => command.name));
  const hint = nearest === undefined ? "" : ` (did you mean /${nearest}?)`;
  return `unknown command /${name}${hint}; /help lists all`;
}

function withoutArgument(
  kind: "help" | "quit" | "full" | "rooms" | "who",
  argument: string,
): PromptRequest | undefined {
  return argument === "" ? { kind } : undefined;
}

function mistake(text: string): PromptRequest {
  return { kind: "mistake", text };
}

function channelOf(argument: string): Channel | undefined {
  const [name, rest] = splitName(argument);
  if (rest !== "" || name === "" || name === "@") return undefined;
  return name.startsWith("@") ? directChannel(name.slice(1)) : roomChannel(name);
}

/** Splits an argument into the name at its beginning, which may be quoted, and the rest. */
function splitName(argument: string): [name: string, rest: string] {
  const [, at = "", quoted] = /^(@?)"([^"]+)"(?=\s|$)/.exec(argument) ?? [];
  if (quoted !== undefined) {
    return [at + quoted, argument.slice(at.length + quoted.length + 2).trimStart()];
  }
  const [, name = "", rest = ""] = /^(\S*)\s*([^]*)$/.exec(argument) ?? [];
  return [name, rest];
}
