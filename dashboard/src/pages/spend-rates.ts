import {choice} from "../components/choice.js";
import {categoryColor} from "../components/colors.js";
import {labelsOf, type Row, rollup, rowsOf} from "../components/cube.js";
import {addMonths, type Day} from "../components/day.js";
import {responsive} from "../components/drawing.js";
import {marketName, nameOf} from "../components/names.js";
import {share} from "../components/rates.js";
import {bullets, rateSteps} from "../components/spend-charts.js";
import type {Column} from "../components/table.js";
import {card, legend, notice} from "../components/ui.js";
import {marketColumn, moneyColumn, monthOf, ranked, type Spend} from "./spend-view.js";

const chosen: {market: string | null} = {market: null};

export function rates(spend: Spend, redraw: () => void): HTMLElement {
  const {cubes, currency, own, rate, format, scope, named} = spend;
  const cube = cubes["spend_rates"]!;
  const where = {currency: [currency]};
  const dear = ranked(rollup(cubes["spend_days"]!, {where, by: ["market"], sum: ["amount"]}), "market");
  const known = new Set(rollup(cube, {where, by: ["market"]}).map((row) => row["market"] as string));
  const others = labelsOf(cube, "market").filter((name) => known.has(name) && !dear.includes(name));
  const markets = [...dear.filter((name) => known.has(name)), ...others];
  const market = markets.find((name) => name === chosen.market) ?? markets[0] ?? "";
  const optionOf = (value: string) => ({value, label: marketName(spend.language, value)});
  // Prices of a conversation and of a message cannot be compared: each regime's are shown where its data is.
  const from = Math.min(addMonths(scope.last, -18), scope.first);
  const since = scope.first >= messagesSince ? Math.max(from, messagesSince) : from;
  const rows = rowsOf(cube, {where: {...where, market: [market]}})
    .filter((row) => ((row["valid_to_exclusive"] as Day | null) ?? scope.last + 1) > since)
    .filter((row) => (row["valid_from"] as Day) <= scope.last)
    .sort((a, b) => (a["valid_from"] as number) - (b["valid_from"] as number));
  const steps = rows.map((row) => ({
    category: row["category"] as string,
    from: Math.max(row["valid_from"] as Day, since),
    to: Math.min((row["valid_to_exclusive"] as Day | null) ?? scope.last + 1, scope.last + 1),
    rate: row["list_rate"] as number,
    color: categoryColor(row["category"] as string),
    title: [
      named(row["category"] as string),
      `${own.rate}: ${rate(row["list_rate"] as number)}`,
      `${own.from}: ${format.day(row["valid_from"] as Day)}`,
      own.evidences[row["evidence"] as string] ?? ""
    ].join("\n")
  }));
  const changes = steps
    .filter((step) =>
      steps.some((other) => other.category === step.category && other.to === step.from && other.rate !== step.rate)
    )
    .map((step) => ({day: step.from, label: format.day(step.from)}));
  const categories = [...new Set(steps.map((step) => step.category))];
  return card(
    {
      name: "spend_rates",
      title: own.ratesTitle,
      subtitle: [
        own.ratesSubtitle(currency),
        " · ",
        choice(own.market, markets.map(optionOf), market, (value) => {
          chosen.market = value;
          redraw();
        })
      ],
      definition: "spend_rates.list_rate",
      rows,
      columns: [
        marketColumn(spend),
        {name: "category", label: own.category, content: (row) => named(row["category"] as string)},
        {name: "valid_from", label: own.from, kind: "day"},
        {name: "valid_to_exclusive", label: own.to, kind: "day"},
        {name: "list_rate", label: own.rate, kind: "decimal", content: (row) => rate(row["list_rate"] as number)},
        {
          name: "evidence",
          label: own.evidence,
          content: (row) => own.evidences[row["evidence"] as string] ?? String(row["evidence"])
        }
      ],
      chart: [
        legend(categories.map((name) => ({label: named(name), color: categoryColor(name)}))),
        responsive(rateSteps({label: own.ratesTitle, rows: steps, changes: uniqueDays(changes), write: rate}, format))
      ],
      wide: true
    },
    spend
  );
}

/** 2025-07-01: since then messages are charged, not conversations. */
const messagesSince: Day = Date.UTC(2025, 6, 1) / 86_400_000;

function uniqueDays<Change extends {day: Day}>(changes: Change[]): Change[] {
  return [...new Map(changes.map((change) => [change.day, change])).values()];
}

export function tiers(spend: Spend): HTMLElement {
  const {cubes, currency, own, format, rate, named} = spend;
  const month = monthOf(spend);
  const all = rowsOf(cubes["spend_tiers"]!, {from: month, to: month, where: {currency: [currency]}});
  // The tier that the next unit falls into, and the one after it.
  const rows = all
    .filter((row) => {
      const counted = row["counted"] as number;
      const [from, to] = [row["tier_from"] as number, row["tier_to"] as number | null];
      return counted >= from && (to === null || counted <= to);
    })
    .sort((a, b) => filled(b) - filled(a) || (b["counted"] as number) - (a["counted"] as number));
  const hasSeveralPortfolios = new Set(rows.map((row) => row["portfolio"])).size > 1;
  const shown = rows.slice(0, 10).map((row) => {
    const [counted, to] = [row["counted"] as number, row["tier_to"] as number | null];
    const next = all.find(
      (other) =>
        other["tier_from"] === (to ?? 0) + 1 &&
        ["portfolio", "market", "category"].every((name) => other[name] === row[name])
    );
    const market = marketName(spend.language, row["market"] as string);
    const counter = `${market} · ${named(row["category"] as string)}`;
    const name = hasSeveralPortfolios ? `${row["portfolio"]} · ${counter}` : counter;
    const text =
      to === null ? own.lastTier(format.integer(counted)) : own.tierText(format.integer(counted), format.integer(to));
    const after = next?.["tier_status"] === "unknown" ? own.unknownRate : own.nextRate(rate(next?.["rate"] as number));
    const then = next === undefined ? "" : after;
    return {
      name,
      share: filled(row),
      text,
      title: [name, text, `${own.rate}: ${rate(row["rate"] as number)}`, then].filter((line) => line !== "").join("\n"),
      color: categoryColor(row["category"] as string)
    };
  });
  return card(
    {
      name: "spend_tiers",
      title: own.tiersTitle,
      subtitle: own.tiersSubtitle(format.month(month)),
      definition: "spend_tiers.counted",
      rows,
      columns: [
        {name: "portfolio", label: "Portfolio"},
        marketColumn(spend),
        {name: "category", label: own.category, content: (row) => named(row["category"] as string)},
        {name: "counted", label: own.counted, kind: "integer"},
        {name: "tier_from", label: own.from, kind: "integer"},
        {name: "tier_to", label: own.to, kind: "integer"},
        {name: "rate", label: own.rate, kind: "decimal", content: (row) => rate(row["rate"] as number)}
      ],
      chart: responsive(bullets({label: own.tiersTitle, rows: shown})),
      empty: notice(own.noTiers, "")
    },
    spend
  );
}

function filled(row: Row): number {
  return row["tier_to"] === null ? 1 : (share(row["counted"] as number, row["tier_to"] as number) ?? 0);
}

export function unrated(spend: Spend): HTMLElement {
  const {cubes, own, filters, named} = spend;
  const rows = rollup(cubes["spend_unrated"]!, {
    from: filters.from,
    to: filters.to,
    where: {account_id: filters.where.account_id},
    by: ["reason", "category", "market", "currency"],
    sum: ["units"]
  }).sort((a, b) => rank(a) - rank(b) || (b["units"] as number) - (a["units"] as number));
  return card(
    {
      name: "spend_unrated",
      layout: "records",
      title: own.unratedTitle,
      subtitle: own.unratedSubtitle,
      definition: "spend_unrated.reason",
      rows,
      columns: [
        {name: "reason", label: own.reason, content: (row) => own.reasons[row["reason"] as string] ?? row["reason"]},
        {name: "category", label: own.category, content: (row) => named(row["category"] as string)},
        marketColumn(spend),
        {name: "units", label: own.units, kind: "integer"}
      ] as Column[],
      empty: notice(own.noneUnrated, "")
    },
    spend
  );

  // What only waits for a receipt comes after what somebody has to mend.
  function rank(row: Row): number {
    return row["reason"] === "pending" ? 1 : 0;
  }
}

export function disagreements(spend: Spend): HTMLElement {
  const {cubes, own, named, where} = spend;
  const rows = rowsOf(cubes["spend_disagreements"]!, {where}).sort(
    (a, b) => (b["month"] as number) - (a["month"] as number) || (b["units"] as number) - (a["units"] as number)
  );
  return card(
    {
      name: "spend_disagreements",
      layout: "records",
      wide: true,
      title: own.differTitle,
      subtitle: own.differSubtitle,
      definition: "spend_disagreements.cause",
      rows,
      columns: [
        {name: "month", label: own.month, kind: "day", content: (row) => spend.format.month(row["month"] as Day)},
        {
          name: "account_id",
          label: own.account,
          content: (row) => nameOf(spend.manifest, spend.language, "account_id", row["account_id"] as string)
        },
        {name: "category", label: own.category, content: (row) => named(row["category"] as string)},
        {name: "cause", label: own.cause, content: (row) => own.causes[row["cause"] as string] ?? String(row["cause"])},
        {name: "units", label: own.units, kind: "integer"},
        moneyColumn(spend, "amount", own.amount)
      ],
      empty: notice(own.noneDiffer, "")
    },
    spend
  );
}
