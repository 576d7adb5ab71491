/** A line that begins with a keyword, with those that go on with it. */
export interface HeaderLine {
  line: number;
  keyword: string;
  text: string;
}

export type Fault = (line: number, message: string) => void;

/**
 * The comment lines that a model or a report begins with: prose, then lines that begin with keywords; one that is indented
 * by three spaces or more goes on with the line before it. `body` is what comes after them.
 */
export function readHeaderLines(text: string, keywords: string[], fault: Fault) {
  const entries: HeaderLine[] = [];
  const prose: string[] = [];
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line) => !line.startsWith("--"));
  const header = end < 0 ? lines : lines.slice(0, end);
  for (const [index, source] of header.entries()) {
    const content = source.slice(2);
    const last = entries.at(-1);
    const [keyword = ""] = content.trim().split(/\s|:/, 1);
    if (last !== undefined && /^ {3}/.test(content)) last.text += ` ${content.trim()}`;
    else if (keywords.includes(keyword)) {
      entries.push({line: index + 1, keyword, text: content.trim().slice(keyword.length).trim()});
    } else if (last === undefined) prose.push(content.trim());
    else if (keyword !== "") {
      fault(index + 1, `"${keyword}" is none of ${keywords.join(", ")}. Indent it by three spaces if it goes on.`);
    }
  }
  return {description: prose.join("\n").trim(), entries, body: lines.slice(header.length).join("\n")};
}
