import { posix } from "node:path";

export const maxFolderFiles = 24;

/** Folders with one file for each Kafka API, and their tests. */
const exempt = /^(tests\/)?lib\/(broker\/apis|wire\/messages)$/;

/** Folders that hold more files than the house allows. */
export function folderProblems(paths: Iterable<string>): string[] {
  return [...Map.groupBy(paths, (path) => posix.dirname(path))]
    .filter(([folder, files]) => files.length > maxFolderFiles && !exempt.test(folder))
    .map(([folder, files]) => `${folder}: ${files.length} files`);
}
