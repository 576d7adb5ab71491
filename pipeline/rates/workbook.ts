import {strFromU8, unzipSync} from "fflate";
import {SaxesParser} from "saxes";
import {PipelineError} from "../errors.js";

/** A sheet of a workbook, or a text file: its cells as text, row by row. */
export interface Sheet {
  name: string;
  rows: string[][];
}

const LARGEST_PART_BYTES = 64 * 1024 * 1024;

/** The sheets of an XLSX workbook, in its order. Formulas come as the value that was saved with them. */
export function readWorkbook(bytes: Uint8Array, path: string): Sheet[] {
  const parts = partsOf(bytes, path);
  const part = (name: string) => (parts[name] === undefined ? undefined : strFromU8(parts[name]));
  const texts = sharedTexts(part("xl/sharedStrings.xml") ?? "<sst/>");
  const targets = relationTargets(part("xl/_rels/workbook.xml.rels") ?? "<Relationships/>");
  return sheetsOf(part("xl/workbook.xml") ?? "<workbook/>").flatMap(({name, relation}) => {
    const xml = part(targets.get(relation) ?? "");
    return xml === undefined ? [] : [{name, rows: cellsOf(xml, texts)}];
  });
}

function partsOf(bytes: Uint8Array, path: string): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, {
      filter: ({name, originalSize}) => {
        if (!/^xl\/.*\.(xml|rels)$/.test(name)) return false;
        if (originalSize > LARGEST_PART_BYTES) throw new Error(`${name} is larger than 64 MB`);
        return true;
      }
    });
  } catch (cause) {
    throw new PipelineError(
      `${path}: it cannot be opened as a workbook (${(cause as Error).message}). Download it again.`,
      {cause}
    );
  }
}

interface Visitor {
  open?(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close?(name: string): void;
}

// Names come without their prefix: some programs write <x:row>.
function visit(xml: string, {open, text, close}: Visitor): void {
  const parser = new SaxesParser();
  const bare = (name: string) => name.slice(name.indexOf(":") + 1);
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({name, attributes}) => open?.(bare(name), attributes as Record<string, string>));
  parser.on("text", (value) => text?.(value));
  parser.on("closetag", ({name}) => close?.(bare(name)));
  parser.write(xml).close();
}

function sheetsOf(xml: string): {name: string; relation: string}[] {
  const sheets: {name: string; relation: string}[] = [];
  visit(xml, {
    open(name, attributes) {
      if (name !== "sheet") return;
      const relation = Object.entries(attributes).find(([key]) => key.endsWith(":id"))?.[1] ?? "";
      sheets.push({name: attributes["name"] ?? "", relation});
    }
  });
  return sheets;
}

function relationTargets(xml: string): Map<string, string> {
  const targets = new Map<string, string>();
  visit(xml, {
    open(name, {Id = "", Target = ""}) {
      if (name === "Relationship") targets.set(Id, Target.startsWith("/") ? Target.slice(1) : `xl/${Target}`);
    }
  });
  return targets;
}

/** Texts that cells name by number; a text in several styles comes in pieces, and its reading aids are none of it. */
function sharedTexts(xml: string): string[] {
  const texts: string[] = [];
  const inside: string[] = [];
  visit(xml, {
    open(name) {
      inside.push(name);
      if (name === "si") texts.push("");
    },
    text(value) {
      if (inside.at(-1) === "t" && !inside.includes("rPh")) texts[texts.length - 1] += value;
    },
    close: () => void inside.pop()
  });
  return texts;
}

function cellsOf(xml: string, texts: string[]): string[][] {
  const rows: string[][] = [];
  let [row, column, type, value] = [-1, -1, "", ""];
  const inside: string[] = [];
  visit(xml, {
    open(name, attributes) {
      inside.push(name);
      if (name === "row") {
        row = attributes["r"] === undefined ? row + 1 : Number(attributes["r"]) - 1;
        column = -1;
      }
      if (name === "c") {
        column = attributes["r"] === undefined ? column + 1 : columnOf(attributes["r"]);
        type = attributes["t"] ?? "n";
        value = "";
      }
    },
    text(text) {
      const tag = inside.at(-1);
      if (tag === "v" || (tag === "t" && inside.includes("is") && !inside.includes("rPh"))) value += text;
    },
    close(name) {
      inside.pop();
      if (name !== "c" || value === "") return;
      while (rows.length <= row) rows.push([]);
      rows[row]![column] = shown(value, type, texts);
    }
  });
  return rows.map((cells) => Array.from(cells, (cell) => cell ?? ""));
}

/** "AB12" is column 27. */
function columnOf(reference: string): number {
  const letters = /^[A-Z]+/.exec(reference)?.[0] ?? "A";
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function shown(value: string, type: string, texts: string[]): string {
  if (type === "s") return texts[Number(value)] ?? "";
  // 0.0707 is kept as 7.0699999999999999E-2.
  if (type === "n" && value.trim() !== "") return plainNumber(Number(value), value);
  return value;
}

function plainNumber(number: number, value: string): string {
  if (!Number.isFinite(number)) return value;
  return number.toFixed(9).replace(/\.?0+$/, "");
}
