import stringWidth from "string-width";

/**
 * Rows that the cursor is below the first one after `text` was written from the left edge of a
 * terminal of `columns` columns, as a line editor sees it: a row that is full to the last column
 * has the cursor on the next one. A wide character that has only one column left wraps whole.
 */
export function screenRows(text: string, columns: number): number {
  let row = 0;
  let column = 0;
  for (const { segment } of segmenter.segment(text)) {
    const width = stringWidth(segment);
    if (column + width > columns) {
      row += 1;
      column = 0;
    }
    column += width;
    if (column >= columns) {
      row += 1;
      column = 0;
    }
  }
  return row;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
