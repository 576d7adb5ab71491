import {readFileSync} from "node:fs";
import {parse} from "csv-parse/sync";
import {expect, test} from "vitest";
import {errorText} from "./delivery-errors.js";

const file = new URL("../../../data/reference/error_codes.csv", import.meta.url);
const codes = parse(readFileSync(file), {columns: true}) as {meaning: string; remedy: string}[];

test("every meaning and remedy that comes with the project is said in Spanish", () => {
  const texts = codes.flatMap(({meaning, remedy}) => [meaning, remedy]);
  expect(texts.filter((text) => errorText("es", text) === text)).toEqual([]);
});

test("a text of one's own is shown as it is", () => {
  expect(errorText("es", "Llamar a Marta")).toBe("Llamar a Marta");
  expect(errorText("en", codes[0]!.meaning)).toBe(codes[0]!.meaning);
});
