import {rowsOf} from "./cube.js";
import type {Day} from "./day.js";
import {counted, words} from "./i18n.js";
import {marketName, nameOf} from "./names.js";
import type {View} from "./page.js";
import {spendName} from "./spend-names.js";
import type {Column} from "./table.js";
import {card} from "./ui.js";

const texts = words(
  {
    tokensTitle: "¿Cuánto cuesta el agente de IA de Meta?",
    tokensSubtitle: (n: string) =>
      `Tokens del Meta Business Agent, según facturas y analítica: los eventos no los traen · ${counted(n, "mes y fuente", "meses y fuentes")}`,
    tokens: "Tokens",
    price: "Según precio publicado",
    billed: "Según Meta",
    source: "Fuente",
    invoice: "Factura",
    analytics: "Analítica de Meta",
    month: "Mes",
    account: "Cuenta",
    market: "Mercado",
    category: "Categoría",
    tiersTitle: "¿Coincide Meta en los tramos alcanzados?",
    tiersSubtitle: (n: string) =>
      `Tramos que Meta dio por alcanzados y cuándo llegó nuestra cuenta · ${counted(n, "aviso", "avisos")}`,
    tiersNote: "Solo se comparan: ningún precio sale de estos avisos. «–»: nuestra cuenta no ha llegado.",
    from: "Desde la unidad",
    reported: "Según Meta",
    reached: "Según nosotros",
    apart: "Diferencia"
  },
  {
    tokensTitle: "What does Meta's AI agent cost?",
    tokensSubtitle: (n) =>
      `Tokens of the Meta Business Agent, by invoices and analytics: no event tells of them · ${counted(n, "month and source", "months and sources")}`,
    tokens: "Tokens",
    price: "By the published price",
    billed: "By Meta",
    source: "Source",
    invoice: "Invoice",
    analytics: "Meta's analytics",
    month: "Month",
    account: "Account",
    market: "Market",
    category: "Category",
    tiersTitle: "Does Meta agree on the tiers reached?",
    tiersSubtitle: (n) =>
      `Tiers that Meta said were reached, and when our count came to them · ${counted(n, "notice", "notices")}`,
    tiersNote: "They are compared only: no price is taken from them. “–”: our count has not come to it.",
    from: "From unit",
    reported: "By Meta",
    reached: "By us",
    apart: "Apart"
  }
);

/** What only Meta tells of; nothing where it told nothing. Needs the files "spend_tokens" and "spend_tier_updates". */
export function metaCards(view: View, currency: string): HTMLElement[] {
  return [...tokensCard(view, currency), ...tierUpdatesCard(view)];
}

function tokensCard(view: View, currency: string): HTMLElement[] {
  const {cubes, filters, format, language, manifest} = view;
  const own = texts[language];
  const rows = rowsOf(cubes["spend_tokens"]!, {
    where: {currency: [currency], account_id: filters.where.account_id}
  }).sort(
    (a, b) => (b["month"] as number) - (a["month"] as number) || String(b["source"]).localeCompare(String(a["source"]))
  );
  if (rows.length === 0) return [];
  const money = (name: string, label: string): Column => ({
    name,
    label,
    kind: "decimal",
    content: (row) => format.money(row[name] as number | null, currency)
  });
  return [
    card(
      {
        name: "spend_tokens",
        title: own.tokensTitle,
        subtitle: own.tokensSubtitle(format.integer(rows.length)),
        definition: "spend_tokens.tokens",
        rows,
        columns: [
          {name: "month", label: own.month, kind: "day", content: (row) => format.month(row["month"] as Day)},
          {
            name: "source",
            label: own.source,
            content: (row) => (row["source"] === "invoice" ? own.invoice : own.analytics)
          },
          {
            name: "account_id",
            label: own.account,
            content: (row) => nameOf(manifest, language, "account_id", row["account_id"] as string)
          },
          {name: "tokens", label: own.tokens, kind: "integer"},
          money("amount", own.price),
          money("billed_amount", own.billed)
        ]
      },
      view
    )
  ];
}

function tierUpdatesCard(view: View): HTMLElement[] {
  const {cubes, format, language} = view;
  const own = texts[language];
  const rows = rowsOf(cubes["spend_tier_updates"]!).sort(
    (a, b) => (b["reported_at"] as number) - (a["reported_at"] as number)
  );
  if (rows.length === 0) return [];
  return [
    card(
      {
        name: "spend_tier_updates",
        title: own.tiersTitle,
        subtitle: own.tiersSubtitle(format.integer(rows.length)),
        definition: "spend_tier_updates.reached_at",
        rows,
        columns: [
          {name: "month", label: own.month, kind: "day", content: (row) => format.month(row["month"] as Day)},
          {name: "portfolio", label: "Portfolio"},
          {name: "market", label: own.market, content: (row) => marketName(language, row["market"] as string)},
          {name: "category", label: own.category, content: (row) => spendName(language, row["category"] as string)},
          {name: "tier_from", label: own.from, kind: "integer"},
          {name: "reported_at", label: own.reported, kind: "instant"},
          {name: "reached_at", label: own.reached, kind: "instant"},
          {
            name: "seconds_apart",
            label: own.apart,
            kind: "seconds",
            content: (row) =>
              row["seconds_apart"] === null ? "–" : format.seconds(Math.abs(row["seconds_apart"] as number))
          }
        ],
        note: own.tiersNote,
        wide: true
      },
      view
    )
  ];
}
