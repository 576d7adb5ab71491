import {expect, test} from "vitest";
import {namesUsed} from "./vendor.js";

const sources = [
  'import * as Plot from "npm:plot";\nPlot.plot({marks: [Plot.dot(rows), Plot.dot(more)]} satisfies Plot.PlotOptions);',
  'import type {Shape} from "npm:plot";\nimport {type Mark, text as write} from "npm:plot";\nimport {cell} from "./own.js";'
];

test("a package is bundled with what the sources use of it, types left out", () => {
  expect(namesUsed("plot", sources)).toEqual(["dot", "plot", "text"]);
  expect(namesUsed("other", sources)).toEqual([]);
});

test("an import whose use cannot be seen is refused", () => {
  expect(() => namesUsed("plot", ['import Plot from "npm:plot";'])).toThrow("write import {…} or import * as");
});
