import { contrast, type Rgb } from "./contrast.ts";

/** How many colors a terminal has; `none` if the user wants none. */
export type ColorLevel = "none" | "16" | "256" | "true";

/** Whether the background of a terminal is dark or light. */
export type Background = "dark" | "light";

/** What a text is for; a theme has a style for each. */
export type Role =
  | "dim"
  | "self"
  | "mention"
  | "unread"
  | "status"
  | "alert"
  | "selected"
  | "heading"
  | "problem";

/** The colors of a style, as a terminal shows them: `[red, green, blue]`, 0 to 255 each. */
export interface ShownColors {
  readonly foreground: Rgb;
  /** Undefined for the background of the terminal. */
  readonly background: Rgb | undefined;
}

interface RoleStyle {
  /** Parameters of SGR without a color. */
  readonly attributes?: string;
  /** Colors of the 256-color palette, and their parameters with 16 colors. */
  readonly color?: number;
  readonly on?: number;
  readonly basic: string;
  /** Parameters without colors. Default: the attributes. */
  readonly plain?: string;
}

const roleStyles: Readonly<Record<Background, Readonly<Record<Role, RoleStyle>>>> = {
  dark: {
    dim: { color: 247, basic: "37", plain: "2" },
    self: { attributes: "1", basic: "1" },
    mention: { attributes: "1", color: 221, basic: "1;93" },
    unread: { attributes: "1", color: 210, basic: "1;93" },
    status: { color: 255, on: 237, basic: "7", plain: "7" },
    alert: { attributes: "1", color: 16, on: 210, basic: "1;7", plain: "1;7" },
    selected: { color: 255, on: 24, basic: "7", plain: "7" },
    heading: { attributes: "1", basic: "1" },
    problem: { color: 210, basic: "93", plain: "1" },
  },
  light: {
    dim: { color: 241, basic: "30", plain: "2" },
    self: { attributes: "1", basic: "1" },
    mention: { attributes: "1", color: 94, basic: "1;34" },
    unread: { attributes: "1", color: 124, basic: "1;31" },
    status: { color: 234, on: 253, basic: "7", plain: "7" },
    alert: { attributes: "1", color: 231, on: 124, basic: "1;7", plain: "1;7" },
    selected: { color: 16, on: 153, basic: "7", plain: "7" },
    heading: { attributes: "1", basic: "1" },
    problem: { color: 124, basic: "31", plain: "1" },
  },
};

/** Colors of authors: of the 256-color palette, and parameters with 16 colors. */
const authorColors: Readonly<Record<Background, readonly number[]>> = {
  dark: [81, 113, 215, 177, 211, 79, 147, 185, 210, 111, 180, 122],
  light: [24, 22, 90, 94, 124, 56, 25, 58, 89, 19, 88, 23],
};
const basicAuthorColors: Readonly<Record<Background, readonly number[]>> = {
  dark: [92, 93, 95, 96, 32, 33, 36],
  light: [31, 34, 35, 30],
};

/** The styles of one screen, as parameters of SGR sequences. */
export class Theme {
  readonly level: ColorLevel;
  readonly background: Background;

  constructor(level: ColorLevel, background: Background) {
    this.level = level;
    this.background = background;
  }

  /** Returns the style of a role. */
  style(role: Role): string {
    const { attributes, color, on, basic, plain = attributes ?? "" } =
      roleStyles[this.background][role];
    if (this.level === "none") return plain;
    if (this.level === "16") return basic;
    const parts = [attributes, this.#color(38, color), this.#color(48, on)];
    return parts.filter((part) => part !== undefined).join(";");
  }

  /** Returns the style of an author's name: always the same for a name. */
  authorStyle(author: string): string {
    if (this.level === "none") return "";
    const choices = this.level === "16" ? basicAuthorColors : authorColors;
    const colors = choices[this.background];
    const color = colors[hashOf(author) % colors.length]!;
    return this.level === "16" ? String(color) : this.#color(38, color)!;
  }

  /** The styles of all authors. */
  authorColors(): readonly ShownColors[] {
    const { background, level } = this;
    if (level === "none") return [];
    const colors = level === "16"
      ? basicAuthorColors[background].map(basicRgb)
      : authorColors[background].map(paletteRgb);
    return colors.map((foreground) => ({ foreground, background: undefined }));
  }

  /** The colors of a role; undefined if it has the colors of the terminal. */
  colorsOf(role: Role): ShownColors | undefined {
    const { color, on, basic } = roleStyles[this.background][role];
    if (this.level === "none") return undefined;
    if (this.level !== "16") {
      if (color === undefined) return undefined;
      return {
        foreground: paletteRgb(color),
        background: on === undefined ? undefined : paletteRgb(on),
      };
    }
    const [, code] = /(?:^|;)([39]\d)$/.exec(basic) ?? [];
    if (code === undefined) return undefined;
    return { foreground: basicRgb(Number(code)), background: undefined };
  }

  #color(kind: 38 | 48, color: number | undefined): string | undefined {
    if (color === undefined) return undefined;
    if (this.level === "256") return `${kind};5;${color}`;
    return `${kind};2;${paletteRgb(color).join(";")}`;
  }
}

/**
 * Returns how many colors a terminal has, by its variables.
 *
 * @param styled Whether the user wants colors.
 */
export function colorLevel(
  styled: boolean,
  env: (name: string) => string | undefined,
): ColorLevel {
  if (!styled) return "none";
  if (/^(truecolor|24bit)$/i.test(env("COLORTERM") ?? "")) return "true";
  return /256color|-direct$/.test(env("TERM") ?? "") ? "256" : "16";
}

/** Returns the background that is more like a color: white or black have more contrast with it. */
export function backgroundOf(color: Rgb): Background {
  return contrast(color, [0, 0, 0]) > contrast(color, [255, 255, 255]) ? "light" : "dark";
}

function hashOf(author: string): number {
  let hash = 0;
  for (let index = 0; index < author.length; index++) {
    hash = (Math.imul(hash, 31) + author.charCodeAt(index)) >>> 0;
  }
  return hash;
}

/** The color of an index of the 256-color palette, from 16. */
function paletteRgb(index: number): Rgb {
  if (index >= 232) {
    const gray = 8 + 10 * (index - 232);
    return [gray, gray, gray];
  }
  const part = (digit: number): number => digit === 0 ? 0 : 55 + 40 * digit;
  const cube = index - 16;
  return [part(Math.floor(cube / 36)), part(Math.floor(cube / 6) % 6), part(cube % 6)];
}

/** The colors of the SGR parameters 30 to 37 and 90 to 97, as xterm shows them. */
function basicRgb(code: number): Rgb {
  const normal: readonly Rgb[] = [
    ...[[0, 0, 0], [205, 0, 0], [0, 205, 0], [205, 205, 0]] as const,
    ...[[0, 0, 238], [205, 0, 205], [0, 205, 205], [229, 229, 229]] as const,
  ];
  const bright: readonly Rgb[] = [
    ...[[127, 127, 127], [255, 0, 0], [0, 255, 0], [255, 255, 0]] as const,
    ...[[92, 92, 255], [255, 0, 255], [0, 255, 255], [255, 255, 255]] as const,
  ];
  return (code >= 90 ? bright[code - 90] : normal[code - 30])!;
}
