import {overWholeDays} from "../components/before.js";
import {choice} from "../components/choice.js";
import {rollup, rowsOf, totals} from "../components/cube.js";
import {type Day, daysFrom} from "../components/day.js";
import {element} from "../components/dom.js";
import {nameOf} from "../components/names.js";
import type {Page, View} from "../components/page.js";
import {average, share} from "../components/rates.js";
import {metaCards} from "../components/spend-meta.js";
import {spendName} from "../components/spend-names.js";
import {reconciliationCards} from "../components/spend-reconciliation.js";
import {whatIfCard} from "../components/spend-what-if.js";
import {type BigNumber, bigNumbers, nothing, notice} from "../components/ui.js";
import {bridge, byDay, paidAndFree, top} from "./spend-amounts.js";
import {budget, forecastNumber} from "./spend-budget.js";
import {disagreements, rates, tiers, unrated} from "./spend-rates.js";
import {spendTexts} from "./spend-texts.js";
import {currenciesOf, type Spend, type Where} from "./spend-view.js";

const chosen: {currency: string | null} = {currency: null};

export const page: Page = {
  lead: {
    es: "Lo que cuesta WhatsApp según las tarifas y reglas vigentes en cada fecha. Lo que Meta comunicó manda; lo deducido se marca como estimación.",
    en: "What WhatsApp costs by the cards and rules in force on each day. What Meta reported decides; what is derived is marked as an estimate."
  },
  needs: ["spend_days"],
  files: [
    "spend_days",
    "spend_budget",
    "spend_gaps",
    "spend_forecasts",
    "spend_bridge",
    "spend_templates",
    "spend_rates",
    "spend_tiers",
    "spend_unrated",
    "spend_disagreements",
    "spend_accounts",
    "spend_what_if",
    "spend_reconciliation",
    "spend_tokens",
    "spend_tier_updates",
    "events"
  ],
  days: {spend_days: "all", spend_budget: "all", spend_templates: "period", spend_unrated: "period"},
  controls: ["compare", "account_id"],
  offers: {account_id: "spend_days"},
  ignores: {
    channel: {es: "Solo WhatsApp se paga por mensaje.", en: "Only WhatsApp is paid by the message."},
    account_id: {
      es: "Tarifas, tramos y simulaciones son de todas las cuentas.",
      en: "Rates, tiers and simulations are of all accounts."
    },
    skill: {es: "Lo que se paga es de la cuenta, no de un equipo.", en: "What is paid is the account's, not a team's."}
  },
  draw(view) {
    const body = element("div", {class: "body"});
    const redraw = () => body.replaceChildren(...content(view, redraw));
    redraw();
    return [body];
  }
};

function content(view: View, redraw: () => void): Node[] {
  const days = view.cubes["spend_days"]!;
  const currencies = currenciesOf(days, view.cubes["spend_reconciliation"]!);
  if (days.length === 0) return [...missingCards(view), nothing(view, page.needs)];
  const currency = currencies.find((name) => name === chosen.currency) ?? currencies[0]!;
  const {format, filters, language} = view;
  const where: Where = {currency: [currency], account_id: filters.where.account_id};
  const spend: Spend = {
    ...view,
    where,
    currency,
    own: spendTexts[language],
    money: (value) => format.money(value, currency),
    axis: (value) => format.money(value, currency, Number.isInteger(value) ? 0 : undefined),
    rate: (value) => format.money(value, currency, 4),
    named: (name) => spendName(language, name),
    selection: {from: filters.from, to: filters.to, where}
  };
  return [
    ...missingCards(view),
    ...(currencies.length > 1 ? [currencyChoice(spend, currencies, redraw)] : []),
    bigNumbers(headline(spend), spend),
    element(
      "div",
      {class: "cards"},
      budget(spend),
      byDay(spend),
      paidAndFree(spend),
      top(spend, days, "market", spend.own.market),
      top(spend, view.cubes["spend_templates"]!, "template_name", spend.own.template),
      top(spend, view.cubes["spend_templates"]!, "campaign_id", spend.own.campaign),
      top(spend, days, "account_id", spend.own.account),
      top(spend, days, "business_number", spend.own.number),
      bridge(spend),
      rates(spend, redraw),
      tiers(spend),
      unrated(spend),
      disagreements(spend),
      whatIfCard(view, currency),
      reconciliationCards(view, currency),
      metaCards(view, currency)
    )
  ];
}

// Said at the top: an account without a card has quantities only.
function missingCards({cubes, language, format, manifest}: View): Node[] {
  const own = spendTexts[language];
  const without = rowsOf(cubes["spend_accounts"]!).filter((row) => row["has_card"] === false);
  const currencies = [...new Set(without.map((row) => row["currency"] as string))];
  return currencies.map((currency) => {
    const accounts = without
      .filter((row) => row["currency"] === currency)
      .map((row) => nameOf(manifest, language, "account_id", row["account_id"] as string));
    const title = own.noCard(format.list(accounts), currency);
    return notice(title, currency === "EUR" ? own.noEuro : "", "npx chat-analytics rates import <file>");
  });
}

function currencyChoice({own, currency}: Spend, currencies: string[], redraw: () => void): HTMLElement {
  const options = currencies.map((value) => ({value, label: value}));
  return choice(own.currency, options, currency, (value) => {
    chosen.currency = value;
    redraw();
  });
}

function headline(spend: Spend): BigNumber[] {
  const {cubes, filters, format, own, money, selection} = spend;
  const cube = cubes["spend_days"]!;
  const names = ["amount", "units", "units_charged", "units_free", "units_unrated"] as const;
  const now = totals(cube, names, selection);
  const against = overWholeDays(spend, (period) => totals(cube, names, {...selection, ...period}));
  const byDay = new Map(
    rollup(cube, {...selection, by: ["day"], sum: names}).map((row) => [row["day"] as Day, row] as const)
  );
  const series = (name: string) =>
    daysFrom(filters.from, filters.to).map((day) => (byDay.get(day)?.[name] as number | null | undefined) ?? 0);
  const number = (name: (typeof names)[number], label: string, more: Partial<BigNumber> = {}): BigNumber => ({
    metric: `spend_days.${name}`,
    label,
    value: now[name] ?? null,
    ...against((counts) => counts[name] ?? null),
    write: format.integer,
    goodIsUp: null,
    series: series(name),
    ...more
  });
  const {units: pending} = totals(cubes["spend_unrated"]!, ["units"], {
    from: filters.from,
    to: filters.to,
    where: {reason: ["pending"], account_id: filters.where.account_id}
  });
  const perUnit = average(now["amount"], now["units_charged"] ?? 0);
  const {amount_estimated: estimated} = totals(cube, ["amount_estimated"], selection);
  return [
    number("amount", own.spent, {
      write: money,
      goodIsUp: false,
      note: [perUnit === null ? null : `${own.perUnit}: ${spend.rate(perUnit)}. `, own.estimated(money(estimated ?? 0))]
    }),
    forecastNumber(spend),
    number("units_charged", own.charged),
    number("units_free", own.free, {
      note: own.freeOf(format.percent(share(now["units_free"], now["units"])))
    }),
    number("units_unrated", own.unrated, {goodIsUp: false, note: own.pending(format.integer(pending ?? 0))})
  ];
}
