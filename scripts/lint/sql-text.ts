/** SQL with the content of texts, quoted names and comments blanked out, each line as long as before. */
export function maskSql(text: string): string {
  const blank = (found: string): string => found.replaceAll(/[^\n]/g, " ");
  return text.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"/g, (found) => {
    // The quotes stay, so that a text still stands where it stood.
    if (found.startsWith("-") || found.startsWith("/")) return blank(found);
    return found[0] + blank(found.slice(1, -1)) + found[0];
  });
}

const joins = /\b(inner|left|right|full|outer|cross|semi|anti|asof|positional)\s+$/;

/** Faults that the text shows, each with its line. */
export function lintText(text: string): {line: number; fault: string}[] {
  const faults: {line: number; fault: string}[] = [];
  const lines = text.split("\n");
  const masked = maskSql(text).split("\n");
  const headerEnd = lines.findIndex((line) => !line.startsWith("--"));
  for (const [index, source] of lines.entries()) {
    const line = index + 1;
    const code = masked[index]!;
    const add = (fault: string): void => void faults.push({line, fault});
    const isHeader = headerEnd < 0 || index < headerEnd;
    const columns = [...source].length;
    const mostColumns = isHeader ? 120 : 100;
    if (columns > mostColumns) add(`${columns} columns. Keep it within ${mostColumns}.`);
    if (source.includes("\t")) add("a tab. Indent by four spaces.");
    if (/\s$/.test(source)) add("spaces at the end. Remove them.");
    if (isHeader || code.trim() === "") continue;
    const indent = /^ */.exec(code)![0].length;
    if (indent % 4 !== 0) add(`indented by ${indent}. Indent by four spaces.`);
    if (/^\s*,/.test(code)) add("begins with a comma. Put it at the end of the line before.");
    const capitals = /\b\w*[A-Z]\w*\b/.exec(code);
    if (capitals) add(`${capitals[0]} is not in lower case.`);
    for (const join of code.matchAll(/\bjoin\b/g)) {
      const before = `${masked[index - 1] ?? ""} ${code.slice(0, join.index)}`;
      if (!joins.test(before)) add("a bare join. Say which: inner join, left join, …");
    }
  }
  if (!text.endsWith("\n") || text.endsWith("\n\n"))
    faults.push({line: lines.length, fault: "must end with one new line."});
  return faults;
}
