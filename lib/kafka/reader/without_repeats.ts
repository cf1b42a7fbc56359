import type { ReaderNotice } from "./read_target.ts";

/** An event with a kind, besides those of readers. */
interface OtherNotice {
  readonly kind: string;
}

/**
 * Returns a listener for several readers of one cluster. Each of them notices an outage; that is
 * reported once.
 */
export function withoutRepeats<Other extends OtherNotice = never>(
  onNotice: (notice: ReaderNotice | Other) => void,
): (notice: ReaderNotice | Other) => void {
  let disconnected = 0;
  return (notice) => {
    if (notice.kind === "disconnected" && disconnected++ > 0) return;
    if (notice.kind === "reconnected" && --disconnected > 0) return;
    onNotice(notice);
  };
}
