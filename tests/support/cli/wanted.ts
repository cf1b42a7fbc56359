/** What a wait is for: a text, a regular expression, or a function that recognizes it. */
export type Wanted = string | RegExp | ((text: string) => boolean);

/** Whether `text` contains what is wanted. */
export function holds(text: string, wanted: Wanted): boolean {
  if (typeof wanted === "function") return wanted(text);
  return typeof wanted === "string" ? text.includes(wanted) : text.search(wanted) >= 0;
}
