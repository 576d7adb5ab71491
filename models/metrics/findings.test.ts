import {describe, test} from "vitest";
import {assertModel, type Given, type TestRow} from "../../pipeline/build/assert-model.js";

const asOf = "2026-03-31 08:00:00Z";
const lastDay = Date.UTC(2026, 2, 30);

function daysBack(number: number): string {
  return new Date(lastDay - number * 86_400_000).toISOString().slice(0, 10);
}

/** Rows of a watched number: [part, whole] of each day of the five weeks, the newest first. */
function watched(code: string, counts: (back: number) => [number, number | null], more: TestRow = {}): TestRow[] {
  return Array.from({length: 35}, (_, back) => {
    const [part, whole] = counts(back);
    return {code, day: daysBack(back), last_day: daysBack(0), channel: "whatsapp", part, whole, ...more};
  });
}

function findings(given: Given, expected: TestRow[]): Promise<void> {
  return assertModel("metrics.findings", given, expected, {asOf});
}

const ofParts = (rows: TestRow[], expected: TestRow[]) => findings({"metrics.watched_parts": rows}, expected);

/** The same number stands for all channels and for its own. */
const both = (row: TestRow): TestRow[] => [
  {...row, channel: null},
  {...row, channel: "whatsapp"}
];

describe("the change of a share", () => {
  test("is dated from where most cases are beyond the usual, and held against the same stretch before", () =>
    ofParts(
      watched("fallback", (back) => [back < 3 ? 21 : 8, 100]),
      both({
        page: "bot",
        code: "fallback",
        is_change: true,
        is_worse: true,
        from_day: "2026-03-28",
        to_day: "2026-03-30",
        since: "2026-03-27 23:00:00Z",
        value: "0.210000",
        usual: "0.080000",
        usual_low: "0.080000",
        usual_high: "0.080000",
        n: 300,
        usual_n: 1200,
        weight: 261
      })
    ));

  test("is dated by the hour where hours are counted", () =>
    ofParts(
      [
        ...watched("fallback", (back) => [back < 2 ? 10 : 4, 50], {hour: 9}),
        ...watched("fallback", (back) => [back < 3 ? 20 : 4, 50], {hour: 14})
      ],
      both({from_day: "2026-03-28", since: "2026-03-28 13:00:00Z", value: "0.320000", n: 250})
    ));

  test("has no hour when it lasts the whole week", () =>
    ofParts(
      watched("fallback", (back) => [back < 7 ? 21 : 8, 100]),
      both({is_change: true, since: null, from_day: "2026-03-24", n: 700})
    ));

  test("for the better is told too, and weighs less", () =>
    ofParts(
      watched("fallback", (back) => [back < 7 ? 8 : 16, 100]),
      both({is_change: true, is_worse: false, weight: 149})
    ));

  test("is none within the range of the four weeks before", () =>
    ofParts(
      watched("fallback", (back) => [[21, 22, 8, 8, 8][Math.floor(back / 7)]!, 100]),
      both({is_change: false, is_worse: null, since: null, value: "0.210000", usual_high: "0.220000", weight: 0})
    ));

  test("is none under five points", () =>
    ofParts(
      watched("fallback", (back) => [back < 7 ? 129 : 80, 1000]),
      both({is_change: false})
    ));

  test("is none under four standard errors", () =>
    ofParts(
      watched("fallback", (back) => [back < 7 ? 4 : 2, 20]),
      both({is_change: false, n: 140})
    ));

  test("is none under ten cases more", () =>
    ofParts(
      watched("failed", (back) => [back < 7 ? 1 : 0, 30]),
      both({is_change: false, value: "0.033333"})
    ));

  test("is not told of fewer than 30 cases", () =>
    ofParts(
      watched("fallback", () => [1, 4]),
      []
    ));

  test("is not told before there are four weeks to compare with", () =>
    ofParts(watched("fallback", (back) => [back < 7 ? 21 : 8, 100]).slice(0, 28), []));

  test("that is for the worse when it falls: what the bot ends alone", () =>
    ofParts(
      watched("contained", (back) => [back < 7 ? 50 : 70, 100]),
      both({code: "contained", is_worse: true})
    ));

  test("of time needs no standard errors, as seconds are no cases", () =>
    ofParts(
      watched("available", (back) => [back < 7 ? 6000 : 20000, 30000], {channel: null, subject: "Ana"}),
      [{page: "agents", code: "available", is_worse: true, subject: "Ana", subject_value: "42000.000000"}]
    ));
});

describe("what explains a change", () => {
  const usual = watched("fallback", (_back) => [4, 50], {subject: "greeting"});
  const risen = watched("fallback", (back) => [back < 3 ? 17 : 4, 50], {subject: "order.status"});

  test("is the subject that rose most, with its cases", () =>
    ofParts([...usual, ...risen], both({subject: "order.status", subject_value: "51.000000"})));

  test("is not named when nobody has a third of it", () =>
    ofParts(
      ["a", "b", "c", "d"].flatMap((subject) => watched("fallback", (back) => [back < 3 ? 5 : 2, 25], {subject})),
      both({is_change: true, subject: null, subject_value: null})
    ));

  test("is not sought when nothing changed", () => ofParts(usual, both({is_change: false, subject: null})));

  test("is the error code, whose failures have no whole of their own", () =>
    ofParts(
      [
        ...watched("failed", () => [0, 100]),
        ...watched("failed", (back) => [back < 2 ? 12 : 1, 0], {subject: "Rate limit hit"})
      ],
      both({code: "failed", from_day: "2026-03-29", subject: "Rate limit hit", n: 200, subject_value: "24.000000"})
    ));

  test("is an error in Spanish too, where error_codes.csv says it", () =>
    findings(
      {
        "metrics.watched_parts": [
          ...watched("failed", () => [0, 100]),
          ...watched("failed", (back) => [back < 2 ? 12 : 1, 0], {subject: "Rate limit hit"}),
          ...watched("fallback", (back) => [back < 3 ? 21 : 8, 100], {subject: "Rate limit hit"})
        ],
        "reference.error_codes": [
          {error_code: "130429", title: "Rate limit hit", title_es: "Límite de envíos superado"},
          {error_code: "80007", title: "Rate limit hit", title_es: "Límite de envíos superado"}
        ]
      },
      [
        ...both({code: "failed", subject: "Rate limit hit", subject_es: "Límite de envíos superado"}),
        ...both({code: "fallback", subject: "Rate limit hit", subject_es: null})
      ]
    ));

  test("may be what events.csv notes within a day, nearest first", () =>
    findings(
      {
        "metrics.watched_parts": watched("fallback", (back) => [back < 3 ? 21 : 8, 100]),
        "metrics.events": [
          {starts_at: "2026-03-27 10:00:00Z", label: "Bot 5"},
          {starts_at: "2026-03-28 20:00:00Z", label: "Campaign"},
          {starts_at: "2026-03-26 10:00:00Z", label: "Long before"}
        ]
      },
      both({event: "Bot 5"})
    ));

  test("is no event that is more than a day away", () =>
    findings(
      {
        "metrics.watched_parts": watched("fallback", (back) => [back < 3 ? 21 : 8, 100]),
        "metrics.events": [{starts_at: "2026-03-26 10:00:00Z", label: "Long before"}]
      },
      both({event: null})
    ));
});

describe("the change of a count or an amount", () => {
  test("is told with the mean and range of the four weeks before", () =>
    ofParts(
      watched("sessions", (back) => [[30, 22, 18, 18, 18][Math.floor(back / 7)]!, null], {subject: "whatsapp"}),
      [
        {channel: null, is_change: true, is_worse: null, value: "210.000000", usual: "133.000000", subject: "whatsapp"},
        {channel: "whatsapp", is_change: true, is_worse: null, value: "210.000000", usual: "133.000000", subject: null}
      ]
    ));

  test("is none under a fifth of the mean", () =>
    ofParts(
      watched("sessions", (back) => [back < 7 ? 23 : 20, null]),
      both({is_change: false, value: "161.000000", usual_low: "140.000000", weight: 0})
    ));

  test("is not told of fewer than 30 cases a week", () =>
    ofParts(
      watched("sessions", (back) => [back < 7 ? 30 : 4, null]),
      []
    ));

  test("of currencies that differ is told for each", () =>
    ofParts(
      [
        ...watched("spend", (back) => [back < 7 ? 9 : 3, null], {channel: null, currency: "EUR", subject: "marketing"}),
        ...watched("spend", () => [5, null], {channel: null, currency: "USD", subject: "utility"})
      ],
      [
        {page: "spend", currency: "EUR", is_change: true, unit: "amount", value: "63.000000", subject: "marketing"},
        {page: "spend", currency: "USD", is_change: false, unit: "amount", value: "35.000000", subject: null}
      ]
    ));

  test("is not told of less than ten of the currency a week", () =>
    ofParts(
      watched("spend", (back) => [back < 7 ? 9 : 1, null], {channel: null, currency: "EUR"}),
      []
    ));
});

describe("the median wait", () => {
  const waits = (seconds: (back: number, place: number) => number | null, each = 5, more: TestRow = {}): Given => ({
    "marts.waits": Array.from({length: 35 * each}, (_, index) => {
      const back = Math.floor(index / each);
      const wait_open_seconds = seconds(back, index % each);
      const is_answered = wait_open_seconds !== null;
      const row = {wait_id: index, day: daysBack(back), channel: "whatsapp", is_answered, wait_open_seconds};
      return {...row, is_waiting: false, ...(is_answered ? {} : more)};
    })
  });

  test("is told when it leaves the range of the four weeks by a quarter", () =>
    findings(
      waits((back) => (back < 7 ? 150 : 60)),
      both({
        page: "agents",
        code: "wait",
        is_change: true,
        is_worse: true,
        value: "150.000000",
        usual: "60.000000",
        n: 35
      })
    ));

  test("is as usual under a quarter", () =>
    findings(
      waits((back) => (back < 7 ? 74 : 60)),
      both({code: "wait", is_change: false, value: "74.000000"})
    ));

  test("counts who was not answered as longer than anybody who was", () =>
    findings(
      waits((back, place) => (back < 7 && place > 2 ? null : [50, 55, 80, 60, 60][place]!), 5, {
        is_waiting: true,
        waited_open_seconds: 10
      }),
      both({code: "wait", is_change: true, value: "80.000000", usual: "60.000000", n: 35, usual_n: 140})
    ));

  test("leaves out who waits for the opening, and has not waited in opening hours yet", () =>
    findings(
      waits((back, place) => (back < 7 && place % 5 > 2 ? null : [50, 55, 80, 60, 60][place % 5]!), 10, {
        is_waiting: true,
        waited_open_seconds: 0
      }),
      both({code: "wait", is_change: false, value: "55.000000", n: 42})
    ));

  test("is not told where most were not answered, as it has no seconds", () =>
    findings(
      waits((back, place) => (back < 7 && place > 1 ? null : 60)),
      []
    ));

  test("is not told of fewer than 30 waits", () =>
    findings(
      waits((back) => (back < 7 ? 150 : 60), 4),
      []
    ));
});

describe("the budget", () => {
  const month = (more: TestRow): Given => ({
    "metrics.spend_months": [
      {month: "2026-03-01", account_id: "a", currency: "EUR", is_current: true, units: 10, units_unrated: 0, ...more}
    ]
  });

  test("spent is told, before anything else", () =>
    findings(month({amount: 120, budget: 100, forecast_amount: 150, forecast_low: 140, forecast_high: 160}), [
      {
        page: "spend",
        code: "over_budget",
        subject: "a",
        value: "120.000000",
        usual: "100.000000",
        usual_low: null,
        is_worse: true,
        from_day: "2026-03-01",
        to_day: "2026-03-31",
        weight: 316
      }
    ]));

  test("that the forecast passes is told with its range", () =>
    findings(month({amount: 80, budget: 100, forecast_amount: 150, forecast_low: 90, forecast_high: 160}), [
      {
        code: "forecast_over_budget",
        value: "150.000000",
        usual_low: "90.000000",
        usual_high: "160.000000",
        so_far: "80.000000",
        weight: 233
      }
    ]));

  test("that lasts is no change", () =>
    findings(month({amount: 80, budget: 100, forecast_amount: 95, forecast_low: 90, forecast_high: 99}), [
      {code: "budget", is_change: false, value: "95.000000", so_far: "80.000000", weight: 0}
    ]));

  test("without a forecast is held against what was spent", () =>
    findings(month({amount: 80, budget: 100}), [{code: "budget", value: "80.000000", usual_low: null}]));

  test("of a month that nothing was charged in yet has spent nothing, and not an unknown amount", () =>
    findings(month({units: 0, amount: null, budget: 100, forecast_amount: 150, forecast_low: 90, forecast_high: 160}), [
      {code: "forecast_over_budget", value: "150.000000", so_far: "0.000000"}
    ]));

  test("is that of the month that runs, also where a clock is ahead of its end", () =>
    findings(
      {
        "metrics.spend_months": ["2026-03-01", "2026-04-01"].map((day) => ({
          month: day,
          account_id: "a",
          currency: "EUR",
          is_current: true,
          amount: 80,
          budget: 100
        }))
      },
      [{code: "budget", from_day: "2026-03-01", value: "80.000000"}]
    ));

  test("is held against nothing where no unit has a price", () =>
    findings(month({amount: null, budget: 100, units_unrated: 10}), [{code: "unrated", value: "10.000000"}]));

  test("that nobody set says nothing", () => findings(month({amount: 80, forecast_amount: 95}), []));
});

describe("units without a price", () => {
  const months = (unrated: number, isCurrent: boolean): Given => ({
    "metrics.spend_months": ["Spain", "France"].map((market, index) => ({
      month: "2026-03-01",
      market,
      currency: "EUR",
      is_current: isCurrent,
      units: 50,
      units_unrated: unrated * index
    }))
  });

  test("are told with the market that has most", () =>
    findings(months(7, true), [
      {page: "spend", code: "unrated", subject: "France", value: "7.000000", n: 100, weight: 300}
    ]));

  test("of two months that run at once, as in accounts far apart, are told together", () =>
    findings(
      {
        "metrics.spend_months": ["2026-03-01", "2026-04-01"].map((month, index) => ({
          month,
          account_id: `a${index}`,
          market: "unknown",
          currency: "EUR",
          is_current: true,
          units: 50,
          units_unrated: 7 + index
        }))
      },
      [
        {
          code: "unrated",
          subject: "unknown",
          from_day: "2026-03-01",
          to_day: "2026-04-30",
          value: "15.000000",
          n: 100,
          subject_value: "15.000000"
        }
      ]
    ));

  test("are none when all have one", () => findings(months(0, true), []));

  test("of a month that is over are not told", () => findings(months(7, false), []));
});

describe("a silent source", () => {
  const heard = (source: string, from: number, to: number): TestRow[] =>
    Array.from({length: from - to + 1}, (_, index) => ({
      source,
      day: daysBack(from - index),
      rows: 10,
      rows_refused: 0,
      last_event_at: `${daysBack(from - index)} 20:00:00Z`
    }));

  test("is told with the time since its newest event", () =>
    findings({"metrics.health": [...heard("messages", 20, 0), ...heard("agent_history", 20, 2)]}, [
      {
        page: "health",
        code: "silent",
        subject: "agent_history",
        since: "2026-03-28 20:00:00Z",
        unit: "seconds",
        value: `${String(60 * 3600)}.000000`,
        n: 7,
        weight: 300
      }
    ]));

  test("is none while all are heard within a day", () =>
    findings({"metrics.health": [...heard("messages", 20, 0), ...heard("agent_history", 20, 0)]}, [
      {code: "heard", is_change: false, value: "2.000000", n: 2}
    ]));

  test("that was never heard on most days is not missed", () =>
    findings({"metrics.health": [...heard("messages", 20, 0), ...heard("conversations", 13, 10)]}, [
      {code: "heard", is_change: false, value: "1.000000", n: 2}
    ]));
});

describe("refused rows", () => {
  const loaded = (source: string, back: number, refused: number): TestRow => ({
    source,
    day: daysBack(back),
    rows: 100,
    rows_refused: refused
  });

  const ofFiles = (health: TestRow[], expected: TestRow[]) =>
    findings({"metrics.health": health, "ops.files": [{loaded_at: `${daysBack(0)} 12:00:00Z`}]}, expected);

  test("of the newest week of loading are told, with the feed that has most", () =>
    ofFiles(
      [loaded("messages", 0, 2), loaded("invoices", 3, 5)],
      [
        {
          page: "health",
          code: "refused",
          subject: "invoices",
          value: "7.000000",
          subject_value: "5.000000",
          weight: 200
        }
      ]
    ));

  test("are told also where their feed has events on the day they were loaded", () =>
    ofFiles(
      [{...loaded("messages", 0, 3), last_event_at: `${daysBack(0)} 07:00:00Z`}],
      [
        {code: "heard", value: "0.000000"},
        {code: "refused", value: "3.000000"}
      ]
    ));

  test("that were loaded earlier are not told any more, also where newer files left no row", () =>
    ofFiles([loaded("invoices", 7, 5)], []));

  test("are none when every row was accepted", () => ofFiles([loaded("messages", 0, 0)], []));
});
