import {isFormula, markWithin, textMark} from "../../dashboard/src/components/formula.js";

/** How a table becomes text. reports/README.md says why each is as it is. */
export interface Dialect {
  name: DialectName;
  delimiter: string;
  decimalMark: "." | ",";
  lineEnding: "\n" | "\r\n";
  hasByteOrderMark: boolean;
  /** A text with one of these stands in quotes. */
  quoted: RegExp;
  /** Where a spreadsheet that splits at another separator begins a cell: quotes within a line hold nothing together. */
  splitElsewhere: RegExp;
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
    splitElsewhere: /[;\t\r\n]/g,
    keepsDigitsAsText: false
  },
  "excel-es": {
    name: "excel-es",
    delimiter: ";",
    decimalMark: ",",
    lineEnding: "\r\n",
    hasByteOrderMark: true,
    // The other separators too: some spreadsheets split at all three.
    quoted: /[",;\t\r\n]/,
    splitElsewhere: /[,\t\r\n]/g,
    keepsDigitsAsText: true
  },
  "excel-en": {
    name: "excel-en",
    delimiter: ",",
    decimalMark: ".",
    lineEnding: "\r\n",
    hasByteOrderMark: true,
    quoted: /[",;\t\r\n]/,
    splitElsewhere: /[;\t\r\n]/g,
    keepsDigitsAsText: true
  }
};

/** One text of a table as it stands in the file; a value that a spreadsheet would run or round is marked as text. */
export function formatText(value: string, dialect: Dialect): string {
  const isMarked = isFormula(value) || (dialect.keepsDigitsAsText && losesDigits(value));
  const text = (isMarked ? textMark : "") + markWithin(value, dialect.splitElsewhere);
  return dialect.quoted.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A number or date, which never needs quotes, as the dialect writes it. */
export function formatNumber(value: string, dialect: Dialect): string {
  if (dialect.keepsDigitsAsText && hasLongDigits(value)) return textMark + value;
  return dialect.decimalMark === "." ? value : value.replace(".", dialect.decimalMark);
}

// Ids like 00340012 and 12e5 would be other numbers; 0 and 0.5 are what they seem.
function losesDigits(value: string): boolean {
  return hasLongDigits(value) || /^\s*-?(0\d+([.,]\d+)?|\d+([.,]\d+)?[eE][+-]?\d+)\s*$/.test(value);
}

function hasLongDigits(value: string): boolean {
  return /^\s*-?\d{16,}\s*$/.test(value);
}
