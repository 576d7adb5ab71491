import {expect, test} from "vitest";
import {messageOf} from "./body.js";
import {judge, type Summary} from "./summary.js";

const compared = {name: "messages", es: "mensajes", kind: "compared"} as const;

test.each<[string, number | null, number[], {usual: number | null; odd: string | null}]>([
  ["as ever", 100, [90, 110, 100, 95], {usual: 97.5, odd: null}],
  ["exactly half", 50, [100, 100, 100, 100], {usual: 100, odd: null}],
  ["less than half", 49, [100, 100, 100, 100], {usual: 100, odd: "low"}],
  ["exactly double", 200, [100, 100, 100, 100], {usual: 100, odd: null}],
  ["more than double", 201, [100, 100, 100, 100], {usual: 100, odd: "high"}],
  ["one week out of line changes nothing", 100, [100, 100, 5000, 100], {usual: 100, odd: null}],
  ["small numbers", 1, [8, 9, 10, 10], {usual: 9.5, odd: null}],
  ["nothing at all", null, [100, 100, 100, 100], {usual: 100, odd: "low"}],
  ["a week with nothing counts as 0", 20, [0, 0, 10, 0], {usual: 0, odd: "high"}],
  ["two weeks are too few", 500, [100, 100], {usual: null, odd: null}]
])("a figure is held against the same weekdays before: %s", (_, value, before, expected) => {
  expect(judge(compared, {value, currency: null}, before)).toMatchObject({value, ...expected});
});

test("a figure that grows over the month is held against nothing, one that should be 0 against 0", () => {
  expect(judge({...compared, kind: "running"}, {value: 900, currency: "EUR"}, [1, 1, 1, 1])).toMatchObject({
    usual: null,
    odd: null
  });
  expect(judge({...compared, kind: "zero"}, {value: 0, currency: null}, [9, 9, 9, 9])).toMatchObject({
    usual: null,
    odd: null
  });
  expect(judge({...compared, kind: "zero"}, {value: 1, currency: null}, [9, 9, 9, 9])).toMatchObject({
    usual: null,
    odd: "not_zero"
  });
});

const delivery = {report: "intents", day: "2026-03-02", revision: 1, file: "intents_2026-03-02.csv"};
const quiet: Summary = {
  period: "day",
  rows: 1234,
  figures: [
    {name: "fallback_messages", es: "mensajes_no_entendidos", currency: null, value: 7.256, usual: 6, odd: null},
    {name: "amount", es: "importe", currency: "EUR", value: 1.5, usual: null, odd: null}
  ],
  findings: [],
  refused: [],
  silent: [],
  missing: [],
  isDayComplete: true,
  changes: null
};

test("a day like others says so", () => {
  expect(messageOf({...delivery, summary: quiet}, "en", false)).toEqual({
    subject: "intents 2026-03-02",
    text: `Report intents of 2 March 2026.

Attached: intents_2026-03-02.csv (rows: 1,234).

Figures of the day:
  fallback messages: 7.26 (usual on that weekday: 6)
  amount: 1.5 EUR

Nothing stands out.
`
  });
});

test("a week is held against weeks, and an empty file that is usual is not odd", () => {
  const figure = {name: "sessions", es: "sesiones", currency: null, value: 0, usual: 0, odd: null};
  const {text} = messageOf({...delivery, summary: {...quiet, period: "week", rows: 0, figures: [figure]}}, "en", false);
  expect(text).toContain("Figures of the week:\n  sessions: 0 (usual in a week: 0)\n\nNothing stands out.");
});

test("a revision says what came and went, an incomplete file what it lacks", () => {
  const summary = {
    ...quiet,
    rows: 0,
    figures: [],
    missing: ["dialogflow"],
    silent: [{source: "messages", day: "2026-03-01", time: "18:00"}],
    changes: {added: 1500, removed: 2}
  };
  expect(messageOf({...delivery, revision: 2, summary: {...summary, isDayComplete: false}}, "es", true)).toEqual({
    subject: "intents 2026-03-02 (revisión 2)",
    text: `Informe intents del 2 de marzo de 2026.

Han llegado datos después del envío anterior; este fichero sustituye al de antes.
Filas nuevas: 1.500; filas que ya no están: 2.

Adjunto: intents_2026-03-02.csv.gz (filas: 0).
Está comprimido con gzip porque es grande; 7-Zip y la mayoría de programas lo abren.

Llama la atención:
  El día aún no estaba completo.
  dialogflow: no habían llegado datos
  messages: sin datos desde el 1 de marzo de 2026 a las 18:00
  El fichero no tiene ninguna fila.
`
  });
});
