/**
 * Records the pictures in docs/casts/ from real terminals: `deno task pictures`.
 *
 * Needs Linux, `asciinema`, `tmux`, `ip` and the permission to create a network namespace.
 */
import { render } from "svg-term";
import { Stage } from "./stage.ts";
import { theme } from "./theme.ts";
import { tour } from "./tour.ts";

const casts = new URL("../../docs/casts/", import.meta.url);
const size = { columns: 104, rows: 22 };
/** More do not look smoother, and make the picture large. */
const framesPerSecond = 8;

/** Drops the output at the end of the recording. */
function withoutEnd(cast: string): string {
  const lines = cast.split("\n");
  const end = lines.findIndex((line) => line.includes("\\u001b[?1049l"));
  return lines.slice(0, end < 0 ? undefined : end).join("\n");
}

/** Shows only the last frame to users who prefer reduced motion. */
function withReducedMotion(svg: string): string {
  const rule = "@media(prefers-reduced-motion:reduce){*{animation-delay:-1ms!important;" +
    "animation-direction:reverse!important;animation-play-state:paused!important}}";
  return svg.replace("</style>", `${rule}</style>`);
}

await using stage = await Stage.open(size);
await tour(stage);
const svg = render(withoutEnd(await stage.end()), {
  window: true,
  fps: framesPerSecond,
  paddingX: 0,
  paddingY: 0,
  theme,
});
await Deno.writeTextFile(new URL("tour.svg", casts), withReducedMotion(svg));
