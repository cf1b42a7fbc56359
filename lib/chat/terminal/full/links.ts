/** Maximum number of links of one message. */
const maxLinks = 20;

/**
 * Returns the http and https links in a text, each once and in the form in which a browser shows
 * them: host names in other scripts are in Punycode, so that none looks like another one.
 */
export function linksIn(text: string): string[] {
  const links = new Set<string>();
  for (const [found] of text.matchAll(/\bhttps?:\/\/[^\s<>"'`\\{}|^]+/gi)) {
    const url = URL.parse(withoutPunctuation(found));
    if (url !== null && /^https?:$/.test(url.protocol)) links.add(url.href);
    if (links.size === maxLinks) break;
  }
  return [...links];
}

/** Removes punctuation of the sentence around a link, and brackets that the link does not open. */
function withoutPunctuation(link: string): string {
  const shorter = link.replace(/[.,;:!?]+$/, "");
  const opened = shorter.split("(").length;
  const isOpened = !shorter.endsWith(")") || opened >= shorter.split(")").length;
  return isOpened ? shorter : withoutPunctuation(shorter.slice(0, -1));
}
