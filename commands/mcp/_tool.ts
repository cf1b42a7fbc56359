import type { ZodRawShape } from "zod";

/** The arguments of a call, checked by the schema of the tool. */
export type ToolArguments = Readonly<Record<string, unknown>>;

/** A command line of wah that answers a call. */
export interface ToolCommand {
  /** Without the global flags, for example `["topic", "list"]`. */
  readonly argv: readonly string[];
  /** Text for its stdin. Default: none. */
  readonly input?: string;
  readonly limits?: Partial<ToolLimits>;
}

/** The limits of an answer. */
export interface ToolLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** What a tool does to the cluster. */
export type ToolEffect = "read" | "write" | "delete";

/** A tool that an agent can call. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly effect: ToolEffect;
  readonly input: ZodRawShape;
  /** What the answer is limited to, in words. Default: bytes and time. */
  readonly bounds?: (args: ToolArguments) => string;
  /** Statuses with which the command has an answer on stdout. Default: 0. */
  readonly answers?: readonly number[];
  readonly run: (args: ToolArguments) => ToolCommand | Promise<ToolCommand>;
}

/** The limits of tools that set none. */
export const defaultLimits: ToolLimits = { timeoutMs: 30_000, maxBytes: 128 * 1024 };
