import {readFileSync} from "node:fs";
import {parse} from "csv-parse/sync";
import {expect, test} from "vitest";
import {errorTitle} from "../components/error-titles.js";
import {errorText} from "./delivery-errors.js";

const file = new URL("../../../data/reference/error_codes.csv", import.meta.url);
const codes = parse(readFileSync(file), {columns: true}) as {title: string; meaning: string; remedy: string}[];

test("every meaning and remedy that comes with the project is said in Spanish", () => {
  const texts = codes.flatMap(({meaning, remedy}) => [meaning, remedy]);
  expect(texts.filter((text) => errorText("es", text) === text)).toEqual([]);
});

test("every title that comes with the project is said in Spanish", () => {
  expect(codes.map(({title}) => title).filter((title) => errorTitle("es", title) === title)).toEqual([]);
  expect(errorTitle("es", "Tarjeta caducada")).toBe("Tarjeta caducada");
  expect(errorTitle("en", codes[0]!.title)).toBe(codes[0]!.title);
});

test("a text of one's own is shown as it is", () => {
  expect(errorText("es", "Llamar a Marta")).toBe("Llamar a Marta");
  expect(errorText("en", codes[0]!.meaning)).toBe(codes[0]!.meaning);
});
