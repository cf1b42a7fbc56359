import { type Channel, channelKey, directChannel } from "../log/channel.ts";
import { nearestNames } from "../../text/nearest.ts";
import type { Presence, Session } from "../session/session.ts";
import { type PromptRequest, slashCommands } from "./prompt_request.ts";
import type { NumberedMessage } from "./message_numbers.ts";
import type { ChatRecord } from "../message/message.ts";
import { timeOfDay } from "../show/time_of_day.ts";
import { isUserName } from "../message/user_name.ts";

/** A request that needs the session or the view. */
export type SessionRequest = Exclude<
  PromptRequest,
  { kind: "nothing" | "quit" | "full" | "mistake" }
>;

/** The view that shows the results of requests. */
export interface RequestView {
  /** Formats a notice of wah. */
  notice(text: string): string[];
  /** Formats the history that the user asked for. */
  history(channel: Channel, records: readonly ChatRecord[], limit: number): string[];
  /** Returns the message with a number; undefined if there is none. */
  numbered(number: number): NumberedMessage | undefined;
}

/** Dependencies of {@link runRequest}. */
export interface RequestDependencies {
  readonly session: Session;
  readonly view: RequestView;
  /** Prints lines while the request runs. */
  print(lines: readonly string[]): void;
  /** Unknown user names that the user was warned about, so that each warning is shown once. */
  readonly warnedNames: Set<string>;
  /** Default number of entries for `/history`. */
  readonly historyLimit: number;
}

/** Maximum number of users that `/who` lists by name. */
const maxListed = 50;
const helpGap = 18;
const help = [
  ...slashCommands.map(({ name, argument, summary }) => (
    `/${name} ${argument}`.padEnd(helpGap) + summary
  )),
  ...[
    ["//…", "send a text that begins with a slash"],
    ["Tab", "complete a name, room or command; repeat for the next match"],
    ["Up", "on an empty line: edit your last message; Esc cancels"],
    ["Alt-Enter", "add a line to the message"],
    ["Ctrl-Y", "restore the last erased or rejected text"],
    ["Ctrl-Z", "suspend the chat; fg in the shell continues it"],
  ].map(([key, summary]) => key!.padEnd(helpGap) + summary),
];

/**
 * Runs a request and returns the lines to print for it.
 *
 * @throws {WahError} What the session throws.
 */
export async function runRequest(
  request: SessionRequest,
  context: RequestDependencies,
): Promise<string[]> {
  const { session, view } = context;
  switch (request.kind) {
    case "send":
      await session.send(request.text);
      return [];
    case "message":
      return await message(request.to, request.text, context);
    case "edit":
    case "delete": {
      const target = view.numbered(request.number);
      const problem = changeProblem(request, target, session.author);
      if (problem !== undefined) return view.notice(problem);
      const { entry, channel } = target!;
      if (request.kind === "edit") await session.edit(entry, request.text, channel);
      else await session.delete(entry, channel);
      return [];
    }
    case "join":
      if (request.channel.kind === "direct") {
        return await message(request.channel.with, undefined, context);
      }
      await session.join(request.channel.room);
      return [];
    case "leave":
      await session.leave(request.channel);
      return [];
    case "history":
      return await history(request.lines ?? context.historyLimit, context);
    case "rooms":
      return rooms(context);
    case "who":
      return view.notice(who(session));
    case "help":
      return help.flatMap((line) => view.notice(line));
  }
}

async function message(
  to: string,
  text: string | undefined,
  { session, view, warnedNames, print }: RequestDependencies,
): Promise<string[]> {
  const channel = directChannel(to);
  if (isUserName(to) && !session.hasSeen(to) && !warnedNames.has(to)) {
    warnedNames.add(to);
    print(view.notice(unknownNameWarning(to, session.userNames())));
  }
  if (text === undefined) await session.switchTo(channel);
  else await session.send(text, channel);
  return [];
}

/** Warns about a name that may be misspelled: a direct message cannot be taken back. */
function unknownNameWarning(user: string, known: readonly string[]): string {
  const [nearest] = nearestNames(user, known);
  const advice = nearest === undefined ? "check the name" : `did you mean ${nearest}?`;
  return `${user} is not here and has not written anything here; ${advice}`;
}

async function history(lines: number, { session, view }: RequestDependencies): Promise<string[]> {
  const channel = session.current;
  return view.history(channel, await session.history(lines, channel), lines);
}

/** Returns why a message cannot be edited or deleted; undefined if it can. */
function changeProblem(
  { kind, number }: { readonly kind: "edit" | "delete"; readonly number: number },
  target: NumberedMessage | undefined,
  author: string,
): string | undefined {
  if (target === undefined) return `cannot ${kind} message ${number}: no line has that number`;
  const { entry } = target;
  if (entry.author !== author) {
    const found = `${entry.author} wrote it; you can only ${kind} your own`;
    return `cannot ${kind} message ${number}: ${found}`;
  }
  if (entry.deleted !== null) return `cannot ${kind} message ${number}: it is deleted`;
  return undefined;
}

function rooms({ session, view }: RequestDependencies): string[] {
  return session.channels().flatMap(({ channel, unread, isCurrent }) => {
    const state = isCurrent ? " (you are here)" : unread > 0 ? `, ${unread} unread` : "";
    return view.notice(channelKey(channel) + state);
  });
}

function who(session: Session): string {
  const present = session.who();
  const { current } = session;
  if (current.kind === "direct") return `this is a conversation between you and ${current.with}`;
  const where = channelKey(current);
  if (present.length === 0) return `presence in ${where} is unknown`;
  const names = present.slice(0, maxListed).map((presence) => person(presence, session.author));
  const rest = present.length - names.length;
  return `in ${where}: ${names.join(", ")}${rest > 0 ? `, and ${rest} more` : ""}`;
}

function person({ user, since, sessions }: Presence, self: string): string {
  const times = sessions > 1 ? `, ${sessions} times` : "";
  return `${user}${user === self ? " (you)" : ""} since ${timeOfDay(BigInt(since))}${times}`;
}
