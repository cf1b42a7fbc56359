import { bold } from "../../lib/text/style.ts";
import {
  type HelpRow,
  type HelpSurface,
  layOut,
  maxColumns,
  wrap,
} from "../_shared/parser/help.ts";

/** A page of help about a subject that several commands share. */
export interface HelpPage {
  /** For example `offsets`. */
  readonly name: string;
  readonly summary: string;
  readonly sections: readonly HelpSection[];
}

/** A part of a page: a paragraph, rows of terms, or both. */
export interface HelpSection {
  readonly title: string;
  readonly text?: string;
  readonly rows?: readonly HelpRow[];
}

/** Formats a page for a terminal or a pipe. */
export function pageText({ summary, sections }: HelpPage, surface: HelpSurface): string {
  const columns = Math.min(surface.columns, maxColumns);
  const heading = (title: string): string => surface.styled ? bold(`${title}:`) : `${title}:`;
  const parts = sections.map(({ title, text, rows = [] }) =>
    [
      heading(title),
      ...(text === undefined ? [] : wrap(text, columns - 2).map((line) => `  ${line}`)),
      ...(rows.length === 0 ? [] : layOut(rows, columns)),
    ].join("\n")
  );
  return `${[wrap(summary, columns).join("\n"), ...parts].join("\n\n")}\n`;
}
