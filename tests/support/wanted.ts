/** What a wait is for: a piece of text, an expression, or whatever a function says. */
export type Wanted = string | RegExp | ((text: string) => boolean);

/** Whether `text` holds what is wanted. */
export function holds(text: string, wanted: Wanted): boolean {
  if (typeof wanted === "function") return wanted(text);
  return typeof wanted === "string" ? text.includes(wanted) : text.search(wanted) >= 0;
}
