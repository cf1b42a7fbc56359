type Color = [red: number, green: number, blue: number];

const text: Color = [213, 218, 226];
const [red, green, yellow]: Color[] = [[240, 130, 130], [150, 205, 140], [225, 180, 120]];
const [blue, magenta, cyan]: Color[] = [[120, 185, 245], [212, 150, 230], [105, 200, 212]];

/** Light text on a dark window, which is readable on light and dark pages. */
export const theme = {
  0: [40, 45, 53] satisfies Color,
  1: red!,
  2: green!,
  3: yellow!,
  4: blue!,
  5: magenta!,
  6: cyan!,
  7: text,
  8: [125, 133, 146] satisfies Color,
  9: red!,
  10: green!,
  11: yellow!,
  12: blue!,
  13: magenta!,
  14: cyan!,
  15: [255, 255, 255] satisfies Color,
  background: [34, 39, 46] satisfies Color,
  bold: [255, 255, 255] satisfies Color,
  cursor: [125, 133, 146] satisfies Color,
  text,
  // A character of the widest of these fonts is then no wider than a column.
  fontSize: 1.65,
  lineHeight: 1.3,
  fontFamily: "Menlo, Consolas, 'DejaVu Sans Mono', Monaco, monospace",
};
