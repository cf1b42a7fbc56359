import { exitCodesPage } from "./_exit_codes.ts";
import { formatsPage } from "./_formats.ts";
import { offsetsPage } from "./_offsets.ts";
import type { HelpPage } from "./_page.ts";
import { settingsPage } from "./_settings.ts";

/** All pages, in the order of help. */
export const helpPages: readonly HelpPage[] = [
  offsetsPage,
  formatsPage,
  settingsPage,
  exitCodesPage,
];
