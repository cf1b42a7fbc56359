/**
 * Returns whether `text` is an IPv6 address without brackets, for example `::1` or `fe80::1%eth0`.
 *
 * Does not use `node:net`, because loading it takes longer than a whole short command.
 */
export function isIPv6(text: string): boolean {
  // Few addresses are, and the rest takes long at the start of a command.
  if (text.indexOf(":") === text.lastIndexOf(":")) return false;
  return /^[0-9a-f:.]+(%[0-9a-z.:-]+)?$/i.test(text) &&
    URL.canParse(`http://[${text.replace(/%.*$/, "")}]/`);
}
