import { nearestNames } from "../../text/nearest.ts";
import { type Channel, directChannel, roomChannel } from "../log/channel.ts";

/** What a line typed at the prompt asks for. */
export type Typed =
  | { readonly kind: "say"; readonly text: string }
  | { readonly kind: "nothing" }
  | { readonly kind: "quit" }
  | { readonly kind: "help" | "rooms" | "who" }
  | { readonly kind: "join"; readonly channel: Channel }
  /** The current channel where none is named. */
  | { readonly kind: "leave"; readonly channel: Channel | undefined }
  /** Without a text it asks for the conversation itself. */
  | { readonly kind: "message"; readonly to: string; readonly text: string | undefined }
  | { readonly kind: "edit"; readonly number: number; readonly text: string }
  | { readonly kind: "delete"; readonly number: number }
  | { readonly kind: "history"; readonly lines: number | undefined }
  /** It cannot be meant; the text is a sentence that says why. */
  | { readonly kind: "mistake"; readonly text: string };

/** A command at the prompt. */
export interface SlashCommand {
  readonly name: string;
  /** What follows the name. */
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
  { name: "help", argument: "", summary: "show this list" },
  { name: "quit", argument: "", summary: "leave the chat; Ctrl-C and Ctrl-D do the same" },
];

/**
 * Reads a line as it was typed at the prompt.
 *
 * A slash begins a command, even after spaces, so that a private message is never sent to a room by
 * mistake. Two slashes at its very start begin a text that starts with one. A line of nothing but
 * spaces is nothing.
 * `@bob` in place of a room is the conversation with bob; a name that contains spaces is written in
 * double quotes.
 */
export function parseTyped(line: string): Typed {
  // White space, and characters that are as invisible as that.
  const typed = line.replace(/^[\s\p{Default_Ignorable_Code_Point}]+/u, "");
  if (typed === "") return { kind: "nothing" };
  if (line.startsWith("//")) return { kind: "say", text: line.slice(1) };
  if (!typed.startsWith("/") || typed.startsWith("//")) return { kind: "say", text: line };
  return parseCommand(typed);
}

function parseCommand(line: string): Typed {
  const [, name = "", argument = ""] = /^\/(\S*)\s*([^]*?)\s*$/.exec(line) ?? [];
  const parse = Object.hasOwn(parsers, name) ? parsers[name] : undefined;
  if (parse === undefined) return mistake(unknown(name));
  const typed = parse(argument);
  if (typed !== undefined) return typed;
  const usage = slashCommands.find((command) => command.name === name)?.argument ?? "";
  return mistake(
    usage === "" ? `/${name} takes no argument` : `usage: /${name} ${usage}`,
  );
}

const parsers: Readonly<Record<string, (argument: string) => Typed | undefined>> = {
  help: (argument) => bare("help", argument),
  quit: (argument) => bare("quit", argument),
  rooms: (argument) => bare("rooms", argument),
  who: (argument) => bare("who", argument),
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

function unknown(name: string): string {
  const [nearest] = nearestNames(name, slashCommands.map((command) => command.name));
  const hint = nearest === undefined ? "" : ` (did you mean /${nearest}?)`;
  return `unknown command /${name}${hint}; /help lists all`;
}

function bare(kind: "help" | "quit" | "rooms" | "who", argument: string): Typed | undefined {
  return argument === "" ? { kind } : undefined;
}

function mistake(text: string): Typed {
  return { kind: "mistake", text };
}

function channelOf(argument: string): Channel | undefined {
  const [name, rest] = splitName(argument);
  if (rest !== "" || name === "" || name === "@") return undefined;
  return name.startsWith("@") ? directChannel(name.slice(1)) : roomChannel(name);
}

/** The name at the beginning, with or without quotes, and the text behind it. */
function splitName(argument: string): [name: string, rest: string] {
  const [, at = "", quoted] = /^(@?)"([^"]+)"(?=\s|$)/.exec(argument) ?? [];
  if (quoted !== undefined) {
    return [at + quoted, argument.slice(at.length + quoted.length + 2).trimStart()];
  }
  const [, name = "", rest = ""] = /^(\S*)\s*([^]*)$/.exec(argument) ?? [];
  return [name, rest];
}
