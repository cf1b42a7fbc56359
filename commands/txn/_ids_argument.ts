import type { Argument } from "../_shared/parser/command.ts";

/** The transactional ids on a command line. */
export const idsArgument = {
  name: "ID",
  brief: "transactional ids",
  complete: "transactional-id",
  isOptional: true,
  isList: true,
} as const satisfies Argument;
