/** How a table becomes text. reports/README.md says why each is as it is. */
export interface Dialect {
  name: DialectName;
  delimiter: string;
  decimalMark: "." | ",";
  lineEnding: "\n" | "\r\n";
  hasByteOrderMark: boolean;
  /** A text with one of these stands in quotes. */
  quoted: RegExp;
  /** Excel keeps 15 digits of a number and turns the rest into zeros, drops leading zeros and works out exponents. */
  keepsDigitsAsText: boolean;
}

export const dialectNames = ["plain", "excel-es", "excel-en"] as const;
export type DialectName = (typeof dialectNames)[number];

export const dialects: Record<DialectName, Dialect> = {
  plain: {
    name: "plain",
    delimiter: ",",
    decimalMark: ".",
    lineEnding: "\n",
    hasByteOrderMark: false,
    quoted: /[",\r\n]/,
    keepsDigitsAsText: false
  },
  "excel-es": {
    name: "excel-es",
    delimiter: ";",
    decimalMark: ",",
    lineEnding: "\r\n",
    hasByteOrderMark: true,
    // The other separators too: an Excel set to another region splits at them.
    quoted: /[",;\t\r\n]/,
    keepsDigitsAsText: true
  },
  "excel-en": {
    name: "excel-en",
    delimiter: ",",
    decimalMark: ".",
    lineEnding: "\r\n",
    hasByteOrderMark: true,
    quoted: /[",;\t\r\n]/,
    keepsDigitsAsText: true
  }
};

/** Put before a text so that a spreadsheet takes it for a text. */
export const textMark = "'";

/** One text of a table as it stands in the file; a value that a spreadsheet would run or round is marked as text. */
export function formatText(value: string, dialect: Dialect): string {
  const text = isFormula(value) || (dialect.keepsDigitsAsText && losesDigits(value)) ? textMark + value : value;
  return dialect.quoted.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A number or date, which never needs quotes, as the dialect writes it. */
export function formatNumber(value: string, dialect: Dialect): string {
  if (dialect.keepsDigitsAsText && hasLongDigits(value)) return textMark + value;
  return dialect.decimalMark === "." ? value : value.replace(".", dialect.decimalMark);
}

// Quotes and spaces may be dropped on the way into a cell, so what stands behind them counts as the beginning.
// Without ink: \p{Z} are spaces of all widths, \p{Cf} joiners and the byte-order mark, \p{Cc} control characters.
const beginning = /^(?:[\p{Z}\p{Cf}"'`´‘’‚‛“”„‟«»]|(?![\t\r\n])\p{Cc})*/u;
const negativeNumber = /^-\d+([.,]\d+)?([eE][+-]?\d+)?$/;

/** Whether a spreadsheet would run a text as a formula. A negative number is none. */
export function isFormula(value: string): boolean {
  const rest = value.slice(beginning.exec(value)![0].length);
  if (rest === "" || negativeNumber.test(value)) return false;
  // Full-width and small forms (＝ ﹦) become the plain sign.
  const [first] = rest;
  return /[=+\-@\t\r\n]/.test(first!.normalize("NFKC"));
}

// Ids like 00340012 and 12e5 would be other numbers; 0 and 0.5 are what they seem.
function losesDigits(value: string): boolean {
  return hasLongDigits(value) || /^\s*-?(0\d+([.,]\d+)?|\d+([.,]\d+)?[eE][+-]?\d+)\s*$/.test(value);
}

function hasLongDigits(value: string): boolean {
  return /^\s*-?\d{16,}\s*$/.test(value);
}
