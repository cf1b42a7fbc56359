/** Maximum length of the result in characters; the host name of a container has twelve. */
const maxLength = 32;

/**
 * Makes a user name from the name of a host: the letters, digits, `-` and `_` of its first label,
 * or "guest" if that has none or every host has that name.
 */
export function hostUserName(hostName: string): string {
  const [label = ""] = hostName.split(".");
  const name = [...label.replace(/[^\p{L}\p{N}_-]/gu, "")].slice(0, maxLength).join("");
  return name === "" || name === "localhost" ? "guest" : name;
}
