import {readFileSync} from "node:fs";
import {join} from "node:path";
import {parse} from "csv-parse/sync";
import {groupBy} from "../../pipeline/reference/group.js";
import {dayLength, instantOf, localDayOf, seconds} from "./clock.js";
import {accounts} from "./company.js";
import type {Pricing, Status} from "./deliveries.js";
import {type Cell, csvFile, type SampleFile, textFile} from "./files.js";
import type {World} from "./world.js";

/** A message that Meta bills or lets pass, on its account's own day. */
interface Unit {
  status: Status;
  pricing: Pricing;
  day: string;
}

const markets: Record<string, string> = {
  ES: "Spain",
  PT: "Rest of Western Europe",
  FR: "France",
  DE: "Germany",
  GB: "United Kingdom",
  MX: "Mexico",
  CO: "Colombia"
};

/** Meta's invoices: a line a month, account, market and category, rounded to cents. */
export function invoicesFile(world: World): SampleFile {
  const charged = unitsOf(world).filter(({pricing, day}) => pricing.type === "regular" && day < "2026-11-01");
  const lines = groupBy(charged, ({status, pricing, day}) =>
    [`${day.slice(0, 7)}-01`, status.message.contact.accountId, marketOf(status), pricing.category].join("|")
  );
  const rows = [...lines]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, units]): Cell[] => {
      const [month, account, market, category] = key.split("|") as [string, string, string, string];
      const count = units.length + (surprises[key] ?? 0);
      const amount = Math.round(count * rateOf(month, market, category) * 100) / 100;
      return [month, account, market, category, count, amount.toFixed(2), "USD"];
    });
  const header = ["month", "account_id", "market", "category", "units", "amount", "currency"];
  return csvFile("inbox/invoices/facturas-meta.csv", header, rows);
}

/** Where the invoice counts more than the webhooks that reached us, or less. */
const surprises: Record<string, number> = {
  "2026-09-01|104830000000001|Spain|utility": 4,
  "2026-10-01|104830000000001|Spain|marketing": 11,
  "2026-10-01|104830000000001|Spain|service": -26
};

/** Meta's own daily aggregates as the Graph API answers, a file an account and month. */
export function pricingAnalyticsFiles(world: World): SampleFile[] {
  const units = unitsOf(world);
  return accounts.flatMap((account) => {
    const own = units.filter(({status}) => status.message.contact.account === account);
    return [...groupBy(own, ({day}) => day.slice(0, 7))].map(([month, group]) => {
      const points = groupBy(group, ({status, pricing, day}) =>
        [day, status.message.contact.country, pricing.category, pricing.type].join("|")
      );
      const data = [...points]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, {length: volume}]) => {
          const [day, country, category, type] = key.split("|") as [string, string, string, string];
          const start = instantOf(account.timeZone, day, 0);
          const cost = type === "regular" ? volume * rateOf(`${month}-01`, markets[country]!, category) : 0;
          return {
            start: Number(seconds(start)),
            end: Number(seconds(instantOf(account.timeZone, day, dayLength))),
            phone_number: account.businessNumber,
            country,
            pricing_type: type.toUpperCase(),
            pricing_category: (category === "referral_conversion" ? "service" : category).toUpperCase(),
            volume,
            cost: Math.round(cost * 10000) / 10000
          };
        });
      const answer = {pricing_analytics: {data: [{data_points: data}]}, id: account.id};
      return textFile(`inbox/pricing_analytics/${account.id}-${month}.json.gz`, JSON.stringify(answer));
    });
  });
}

function unitsOf({statuses}: World): Unit[] {
  return statuses.flatMap((status) => {
    const {unit, message, at} = status;
    if (unit === null) return [];
    return [{status, pricing: unit, day: localDayOf(message.contact.account!.timeZone, at)}];
  });
}

function marketOf({message}: Status): string {
  return markets[message.contact.country]!;
}

interface Rate {
  effective_from: string;
  currency: string;
  market: string;
  category: string;
  tier_from: string;
  rate: string;
}

// The sample never leaves the first tier.
const card = (
  parse(readFileSync(join(import.meta.dirname, "..", "..", "data", "reference", "whatsapp_rates.csv")), {
    columns: true
  }) as Rate[]
).filter(
  ({currency, tier_from, effective_from}) => currency === "USD" && tier_from === "0" && effective_from >= "2026-07"
);

function rateOf(month: string, market: string, category: string): number {
  const effective = month < "2026-10-01" ? "2026-07-01" : "2026-10-01";
  const row = card.find(
    (rate) => rate.effective_from === effective && rate.market === market && rate.category === category
  );
  if (row === undefined) throw new Error(`there is no rate of ${effective} for ${market}, ${category}`);
  return Number(row.rate);
}
