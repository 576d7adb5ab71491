import {expect, test} from "vitest";
import {marketName} from "./names.js";

test("Meta's markets have Spanish names, one that is new its own", () => {
  const names = ["Spain", "United Kingdom", "Rest of Western Europe", "Turkey", "Atlantis"];
  expect(names.map((name) => marketName("es", name))).toEqual([
    "España",
    "Reino Unido",
    "Resto de Europa occidental",
    "Turquía",
    "Atlantis"
  ]);
  expect(names.map((name) => marketName("en", name))).toEqual(names);
});
