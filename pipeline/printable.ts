/**
 * A text that may hold a stranger's words, for a terminal: what would move its cursor, change its colours, hide what
 * stands there or turn its order round is written as \u001b. Line breaks and tabs stay; in JSON the text means the same.
 */
export function printable(text: string): string {
  return escaped(text, /(?![\n\t])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu);
}

/** The same for what is part of a line, like a file's name: line breaks and tabs are written so too. */
export function printableInLine(text: string): string {
  return printable(escaped(text, /[\n\t]/g));
}

function escaped(text: string, signs: RegExp): string {
  return text.replaceAll(signs, (sign) => `\\u${sign.codePointAt(0)!.toString(16).padStart(4, "0")}`);
}
