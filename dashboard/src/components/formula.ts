/** Put before a text so that a spreadsheet takes it for a text. */
export const textMark = "'";

// Quotes and spaces may be dropped on the way into a cell, so what stands behind them counts as the beginning.
// Without ink: \p{Z} are spaces of all widths, \p{Cf} joiners and the byte-order mark, \p{Cc} control characters.
const beginning = /^(?:[\p{Z}\p{Cf}"'`´‘’‚‛“”„‟«»]|(?![\t\r\n])\p{Cc})*/u;
const negativeNumber = /^-\d+([.,]\d+)?([eE][+-]?\d+)?$/;

/** Whether a spreadsheet would run a text as a formula. A negative number is none. */
export function isFormula(value: string): boolean {
  return /[=+\-@\t\r\n]/.test(firstSign(value)) && !negativeNumber.test(value);
}

/**
 * A text with marks where a spreadsheet that splits it there would run what follows.
 * A negative number too: what a spreadsheet takes for its cell may go on behind this text.
 */
export function markWithin(value: string, splitElsewhere: RegExp): string {
  return value.replace(splitElsewhere, (separator, offset: number) =>
    /[=+\-@]/.test(firstSign(value.slice(offset + 1))) ? separator + textMark : separator
  );
}

// Full-width and small forms (＝ ﹦) become the plain sign.
function firstSign(value: string): string {
  const [first = ""] = value.slice(beginning.exec(value)![0].length);
  return first.normalize("NFKC");
}
