/** Returns the name of an import without empty parts and `.`; those that lead out stay as is. */
export function joinedPath(name: string): string {
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  return name.startsWith("/") ? `/${parts.join("/")}` : parts.join("/");
}

/** Whether an import stays in the folders in which imports are looked up. */
export function staysInside(name: string): boolean {
  return name !== "" && !/^(\/|\\|[A-Za-z]:)/.test(name) && !name.split(/[\\/]/).includes("..");
}
