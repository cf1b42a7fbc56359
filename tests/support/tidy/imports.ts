import { posix } from "node:path";
import type { SourceFile } from "./source.ts";

/** What each part of the tree may import in addition to itself, and nothing else. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  "main.ts": ["commands", "process_terminal.ts", "lib/async", "lib/context.ts", "lib/errors.ts"],
  "process_terminal.ts": ["lib/async", "lib/context.ts"],
  "commands": [
    ...[
      "lib/chat",
      "lib/copy",
      "lib/kafka",
      "lib/broker",
      "lib/redpanda",
      "lib/decode",
      "lib/filter",
      "lib/format",
      "lib/input",
      "lib/wire",
    ],
    ...[
      "lib/doctor",
      "lib/credentials",
      "lib/settings",
      "lib/text",
      "lib/async",
      "lib/context.ts",
      "lib/errors.ts",
    ],
  ],
  "lib/credentials": [
    ...["lib/settings", "lib/kafka", "lib/http", "lib/text", "lib/async", "lib/context.ts"],
    "lib/errors.ts",
  ],
  "lib/settings": ["lib/kafka", "lib/text", "lib/async", "lib/context.ts", "lib/errors.ts"],
  "lib/doctor": [
    ...["lib/kafka", "lib/redpanda", "lib/wire", "lib/text", "lib/async", "lib/errors.ts"],
  ],
  "lib/chat": [
    ...["lib/kafka", "lib/wire", "lib/text", "lib/async", "lib/context.ts", "lib/errors.ts"],
  ],
  "lib/copy": [
    ...["lib/kafka", "lib/filter", "lib/wire", "lib/text", "lib/async", "lib/errors.ts"],
  ],
  "lib/kafka": ["lib/wire", "lib/text", "lib/async", "lib/errors.ts"],
  "lib/broker": ["lib/wire", "lib/text", "lib/async", "lib/errors.ts"],
  "lib/redpanda": ["lib/http", "lib/text", "lib/async", "lib/errors.ts"],
  "lib/http": ["lib/text", "lib/async", "lib/errors.ts"],
  "lib/input": ["lib/format", "lib/wire", "lib/text", "lib/async", "lib/errors.ts"],
  "lib/format": ["lib/wire", "lib/text", "lib/async", "lib/context.ts", "lib/errors.ts"],
  "lib/decode": [
    ...["lib/filter", "lib/format", "lib/http", "lib/wire", "lib/text", "lib/async"],
    "lib/errors.ts",
  ],
  "lib/filter": ["lib/wire", "lib/text", "lib/errors.ts"],
  "lib/wire": ["lib/errors.ts"],
  "lib/text": ["lib/errors.ts"],
  "lib/async": [],
  "lib/context.ts": ["lib/errors.ts"],
  "lib/errors.ts": [],
};

/**
 * The folders of lib/chat, lowest first. A folder may import from lower lines, and from the others
 * of its own line if there are several in one.
 */
const chatOrder: readonly (readonly string[])[] = [
  ["message"],
  ["log"],
  ["presence", "session"],
  ["show"],
  ["terminal"],
  ["pipe"],
];

/** Folders that import nothing of each other. */
const chatViews = ["terminal", "pipe"];

/** Names the packages for `deno compile`, and loads none. */
const packageList = "commands/_shared/packages.ts";

const specifiers = [
  /(?:^|\n)\s*(?:import|export)\b[^;"'`]*?\bfrom\s*"([^"]+)"/g,
  /(?:^|\n)\s*import\s*"([^"]+)"/g,
  /\bimport\s*\(\s*"([^"]+)"/g,
];

/** What a file imports, types and dynamic imports included, as it is written there. */
export function importsOf(file: SourceFile): string[] {
  return specifiers.flatMap((pattern) =>
    [...file.text.matchAll(pattern)].map((match) => match[1]!)
  );
}

/** Imports that point up, past a folder's privacy, at kafkajs, or around the import map. */
export function importProblems(file: SourceFile): string[] {
  return importsOf(file).flatMap((name) => {
    const complain = (why: string): string[] => [`${file.path} imports ${name}: ${why}`];
    if (/^(npm|jsr|https?):/.test(name)) return complain("name it in deno.json");
    const part = partOf(file.path);
    if (part === undefined) return [];
    if (!name.startsWith(".")) {
      const isKafkajs = /^kafkajs($|\/)/.test(name) && file.path !== packageList;
      return isKafkajs && part !== "lib/kafka" ? complain("only lib/kafka knows kafkajs") : [];
    }
    const target = posix.join(posix.dirname(file.path), name);
    if (isPrivateElsewhere(file.path, target)) return complain("private to its folder");
    if (pointsUpInChat(file.path, target)) return complain("imports in lib/chat point down only");
    const targetPart = partOf(target);
    if (targetPart === part || !target.endsWith(".ts")) return [];
    if (targetPart !== undefined && allowed[part]!.includes(targetPart)) return [];
    return complain("imports point down only");
  });
}

function partOf(path: string): string | undefined {
  return Object.keys(allowed).find((part) => path === part || path.startsWith(`${part}/`));
}

function pointsUpInChat(from: string, target: string): boolean {
  const [source, other] = [chatFolder(from), chatFolder(target)];
  if (source === undefined || other === undefined || source === other) return false;
  if (chatViews.includes(source) && chatViews.includes(other)) return true;
  const level = (folder: string): number => chatOrder.findIndex((line) => line.includes(folder));
  return level(other) > level(source);
}

function chatFolder(path: string): string | undefined {
  return /^lib\/chat\/(\w+)\//.exec(path)?.[1];
}

/** `_name.ts` belongs to its folder, the folders in it and the folder that it is in. */
function isPrivateElsewhere(from: string, target: string): boolean {
  if (!posix.basename(target).startsWith("_")) return false;
  const folder = posix.dirname(target);
  return !from.startsWith(`${folder}/`) && posix.dirname(from) !== posix.dirname(folder);
}
