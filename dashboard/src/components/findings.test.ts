import {describe, expect, test} from "vitest";
import {readDay} from "./day.js";
import {type Finding, headline, mostImportant} from "./findings.js";
import {formats} from "./format.js";
import type {Language} from "./i18n.js";
import type {View} from "./page.js";

const zone = "Europe/Madrid";

function viewIn(language: Language): View {
  return {language, format: formats(language, zone), manifest: {meta: {time_zone: zone}}} as unknown as View;
}

function finding(more: Partial<Finding> = {}): Finding {
  return {
    page: "bot",
    code: "fallback",
    channel: null,
    subject: null,
    subject_es: null,
    currency: null,
    is_change: true,
    is_worse: true,
    from_day: readDay("2026-03-24")!,
    to_day: readDay("2026-03-30")!,
    since: null,
    unit: "share",
    value: 0.21,
    usual: 0.08,
    usual_low: 0.07,
    usual_high: 0.09,
    n: 1300,
    usual_n: 5200,
    subject_value: null,
    so_far: null,
    event: null,
    metric: "bot_days.fallback_messages",
    weight: 261,
    ...more
  };
}

// Spaces of numbers and dates are of many widths.
const say = (language: Language, more: Partial<Finding>) =>
  headline(finding(more), viewIn(language)).replace(/[\u00a0\u202f\u2009]/g, " ");

describe("a sentence", () => {
  const tuesday = {since: Date.parse("2026-03-24T13:00:00Z"), subject: "estado del pedido", subject_value: 120};

  test("says from what to what, since which hour of the office, and after what", () => {
    expect(say("es", tuesday)).toBe(
      "La proporción de textos que el bot no entiende subió del 8 % al 21 % desde el mar, 24 mar 2026, 14:00; 120 después de «estado del pedido»."
    );
    expect(say("en", tuesday)).toBe(
      "The share of texts the bot does not understand rose from 8% to 21% since Tue, Mar 24, 2026, 14:00; 120 of them after “estado del pedido”."
    );
  });

  test("does not explain a rise with the only channel there is", () => {
    const sessions = {code: "sessions", unit: "count", usual: 279, value: 395, subject: "whatsapp"} as const;
    expect(say("es", {...sessions, subject_value: 395})).toMatch(/subió de 279 a 395 en 7 días \([^;]*\)\.$/);
    expect(say("es", {...sessions, subject_value: 300})).toContain("; 300 por WhatsApp.");
  });

  test("names an error in the language of the page, and one of one's own as it is", () => {
    const failed = {code: "failed", subject: "Mailbox full", subject_es: "Buzón lleno", subject_value: 39};
    expect(say("es", failed)).toMatch(/; 39 por «Buzón lleno»\.$/);
    expect(say("en", failed)).toMatch(/; 39 with “Mailbox full”\.$/);
    expect(say("es", {...failed, subject_es: null})).toMatch(/; 39 por «Mailbox full»\.$/);
  });

  test("of a whole week names its days", () => {
    expect(say("es", {value: 0.04})).toBe(
      "La proporción de textos que el bot no entiende bajó del 8 % al 4 % en 7 días (24–30 mar 2026)."
    );
  });

  test("of a fall does not count what is left", () => {
    expect(say("en", {value: 0.04, subject: "order.status", subject_value: 0})).toMatch(
      /fell from 8% to 4% in 7 days \([^)]*\)\.$/
    );
  });

  test("of what did not change says the number", () => {
    expect(say("en", {is_change: false, channel: "whatsapp", value: 0.0834})).toBe(
      "WhatsApp: the share of texts the bot does not understand is where it used to be: 8.3% in 7 days (Mar 24 – 30, 2026)."
    );
  });

  test("of spend says that the monthly allowance is no saving", () => {
    const spend = {code: "spend", unit: "amount", currency: "EUR", value: 129, usual: 27} as const;
    expect(say("es", spend)).toMatch(
      /^El gasto de WhatsApp, con lo gratis del cupo mensual a precio de lista, subió de 27,00 € a 129,00 € en 7 días/
    );
    expect(say("en", spend)).toMatch(
      /^WhatsApp spend, with what the monthly allowance gives for free at its list rate, rose from €27.00 to €129.00 in/
    );
  });

  test("of the budget says what is spent, what is to come and how sure that is", () => {
    const budget: Partial<Finding> = {
      code: "forecast_over_budget",
      page: "spend",
      subject: "Tienda",
      unit: "amount",
      currency: "EUR",
      value: 234,
      usual: 150,
      usual_low: 180,
      usual_high: 384,
      so_far: 131
    };
    expect(say("es", budget)).toBe(
      "Tienda lleva gastados 131,00 € y, si sigue como las últimas semanas, acabará el mes en 234,00 € (entre 180,00 € y 384,00 €), con un presupuesto de 150,00 €."
    );
  });

  test("of a budget without a forecast foretells nothing", () => {
    const budget: Partial<Finding> = {
      code: "budget",
      page: "spend",
      subject: "Tienda",
      is_change: false,
      is_worse: null,
      unit: "amount",
      currency: "EUR",
      value: 131,
      usual: 150,
      usual_low: null,
      usual_high: null,
      so_far: 131
    };
    expect(say("es", budget)).toBe(
      "Tienda lleva gastados 131,00 € de un presupuesto de 150,00 € este mes; no se puede prever cómo acabará."
    );
    expect(say("en", budget)).toBe(
      "Tienda has spent €131.00 of a budget of €150.00 this month; how it will end cannot be told."
    );
    expect(say("es", {...budget, value: 140, usual_low: 140, usual_high: 140})).toBe(
      "Tienda lleva gastados 131,00 € y, si sigue como las últimas semanas, acabará el mes en 140,00 €, dentro de un presupuesto de 150,00 €."
    );
    const foretold = {...budget, value: 140, usual_low: 135, usual_high: 145};
    expect(say("en", foretold)).toBe(
      "Tienda has spent €131.00 and, going like the last weeks, will end the month at €140.00 (between €135.00 and €145.00), within a budget of €150.00."
    );
  });

  test("counts one row as one", () => {
    const refused: Partial<Finding> = {code: "refused", unit: "count", value: 1, subject: "invoices", subject_value: 1};
    expect(say("en", refused)).toBe("1 row refused in the last week of loading; 1 of invoices.");
    expect(say("es", {...refused, value: 7})).toBe("7 filas rechazadas en la última semana de cargas; 1 de invoices.");
  });
});

describe("a page tells", () => {
  const codes = (rows: Finding[]) => rows.map(({code, channel}) => (channel === null ? code : `${code} ${channel}`));
  const failed = finding({page: "delivery", code: "failed", weight: 295});
  const calm = finding({code: "contained", is_change: false, is_worse: null, weight: 0});
  const ofChannel = finding({channel: "whatsapp", weight: 240});
  const all = [calm, ofChannel, failed, finding()];

  test("its own changes, the heaviest first", () =>
    expect(codes(mostImportant("bot", all, null))).toEqual(["fallback"]));

  test("on the overview those of all pages, three at most", () => {
    const more = ["sessions", "spend", "wait"].map((code) => finding({page: "index", code, weight: 110}));
    expect(codes(mostImportant("index", [...all, ...more], null))).toEqual(["failed", "fallback", "sessions"]);
  });

  test("one number that stayed, when none changed", () =>
    expect(codes(mostImportant("bot", [calm], null))).toEqual(["contained"]));

  test("those of the channels chosen", () =>
    expect(codes(mostImportant("bot", all, ["whatsapp"]))).toEqual(["fallback whatsapp"]));

  test("also what knows no channel, whatever channel is chosen", () => {
    const available = finding({page: "agents", code: "available"});
    expect(codes(mostImportant("agents", [available], ["whatsapp"]))).toEqual(["available"]);
  });

  test("nothing where too little is known", () => expect(mostImportant("agents", all, null)).toEqual([]));
});
