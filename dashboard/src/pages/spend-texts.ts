import {counted, words} from "../components/i18n.js";

export const spendTexts = words(
  {
    currency: "Moneda",
    amount: "Gasto",
    spent: "Gasto del período",
    charged: "Unidades cobradas",
    free: "Gratis",
    freeOf: (percent: string) => `${percent} de las unidades`,
    unrated: "Sin precio conocido",
    pending: (n: string) => `${n} a la espera de acuse`,
    forecast: (month: string) => `Previsión de ${month}`,
    monthSpent: (month: string) => `Gasto de ${month}`,
    between: (low: string, high: string) => `entre ${low} y ${high}`,
    noForecast: "sin previsión",
    ofBudget: (budget: string) => `presupuesto: ${budget}`,
    perUnit: "Por unidad",
    estimated: (amount: string) => `Parte estimada: ${amount}`,
    units: "Unidades",
    day: "Día",
    category: "Categoría",
    market: "Mercado",
    account: "Cuenta",
    number: "Número",
    template: "Plantilla",
    campaign: "Campaña",
    month: "Mes",
    reason: "Motivo",
    rest: (n: string) => (n === "1" ? "Otro" : `Otros ${n}`),
    withoutTax: "Sin impuestos ni recargos del proveedor. Días y meses de la zona de cada cuenta.",
    monthIgnores: "Muestra meses completos, sean cuales sean los días elegidos.",

    budgetTitle: "¿Nos quedamos dentro del presupuesto?",
    budgetSubtitle: (month: string) => `Gasto acumulado de ${month}, previsión y camino regular al presupuesto`,
    budgetSubtitleOver: (month: string) => `Gasto acumulado de ${month} y camino regular al presupuesto`,
    crossesOn: (day: string) => `Se prevé superar el presupuesto el ${day}.`,
    crossedOn: (day: string) => `El presupuesto se superó el ${day}.`,
    staysWithin: "Se prevé acabar el mes dentro del presupuesto.",
    stayedWithin: "El mes acabó dentro del presupuesto.",
    budgetOfSome: "Aquí cuentan solo las cuentas que tienen presupuesto.",
    noBudget: "No hay presupuesto para este mes: escríbalo en reference/budgets.csv.",
    overBudget: "presupuesto superado",
    soFar: "Acumulado",
    expected: "Previsto",
    expectedLow: "Previsto, bajo",
    expectedHigh: "Previsto, alto",
    budget: "Presupuesto",
    budgetPath: "Camino al presupuesto",
    range: "margen",
    reasonsOfForecast: {
      short_history: "No hay previsión: hacen falta dos semanas enteras de datos.",
      rules_changed: "No hay previsión: las últimas semanas se cobraron por otra unidad.",
      no_rate: "No hay previsión: falta el precio de parte de lo que queda por enviar."
    } as Record<string, string>,

    daysTitle: "¿En qué se va el gasto?",
    daysSubtitle: {day: "Por día y categoría", week: "Por semana y categoría", month: "Por mes y categoría"},
    topTitle: {
      market: "¿A qué mercados?",
      account_id: "¿Qué cuentas?",
      business_number: "¿Qué números?",
      template_name: "¿Qué plantillas cuestan más?",
      campaign_id: "¿Qué campañas?"
    },
    unnamed: (label: string) => `El gasto de esta selección no dice su ${label}`,
    nothingSpent: "Nada ha costado en esta selección",
    topSubtitle: (shown: string) => `Gasto del período, de mayor a menor · ${shown} con gasto`,

    freeTitle: "¿Qué pagamos y qué sale gratis?",
    freeSubtitle: (n: string) => `Unidades por categoría y motivo · ${counted(n, "unidad", "unidades")}`,

    bridgeTitle: "¿Por qué cambió el gasto?",
    bridgeSubtitle: (month: string, before: string) =>
      `De ${before} a ${month}, con los efectos que suman la diferencia`,
    effectNames: {
      volume: "Volumen",
      mix: "Mezcla",
      free: "Gratuidad",
      price: "Precios",
      unit: "Unidad de cobro",
      accounts: "Cuentas"
    },
    effects: {
      volume: "más o menos unidades, con la mezcla del mes anterior",
      mix: "otro reparto entre mercados y categorías",
      free: "otra parte gratis: ventanas, cupos, reglas",
      price: "otras tarifas y tramos",
      unit: "un mes por conversación y el otro por mensaje",
      accounts: "con gasto valorado en uno solo de los dos meses"
    },
    bridgePartial: "El mes no ha terminado: se compara en parte con uno entero.",
    bridgeBegins: (before: string, day: string) =>
      `Los datos de ${before} empiezan el ${day}: el volumen es en parte el de los días que faltan.`,
    bridgeUnit: (before: string, month: string) =>
      `En ${before} se cobraba por conversación y en ${month} por mensaje: la diferencia no se puede repartir entre volumen y precios. Lo que cambian las reglas por sí solas lo dice npx chat-analytics what-if.`,
    bridgeAccounts:
      "«Cuentas» es todo lo de las que tienen unidades con precio en uno solo de los dos meses: nuevas, sin tráfico o con otra moneda.",
    noBridge: "Hacen falta dos meses seguidos con datos.",

    ratesTitle: "¿Cómo han cambiado los precios?",
    ratesSubtitle: (currency: string) => `Precio de lista por unidad, en ${currency}; una línea gris donde cambió uno`,
    from: "Desde",
    to: "Hasta",
    rate: "Precio",
    evidence: "Origen",
    evidences: {
      official: "de Meta",
      published: "publicado por terceros",
      derived: "deducido de los cambios anunciados",
      inferred: "supuesto"
    } as Record<string, string>,
    today: "hoy",

    tiersTitle: "¿Cuánto falta para el siguiente tramo?",
    tiersSubtitle: (month: string) =>
      `Unidades cobradas de la cartera en ${month}; cada tramo abarata solo lo que cae en él`,
    tierText: (counted: string, to: string) => `${counted} de ${to}`,
    lastTier: (counted: string) => `${counted}, último tramo`,
    nextRate: (rate: string) => `después, ${rate} por unidad`,
    unknownRate: "después, la tarifa no dice el precio: se cuenta el de lista",
    counted: "Unidades contadas",
    tier: "Tramo",
    noTiers: "Nada de este mes cuenta en tramos.",

    unratedTitle: "¿Qué falta por valorar?",
    unratedSubtitle: "Unidades que no están en ningún importe, y por qué",
    noneUnrated: "Todo lo entregado tiene precio, y nada está pendiente.",
    reasons: {
      pending: "enviado, sin acuse de entrega todavía",
      unknown_category: "ninguna fuente dice la categoría",
      unpriced_category: "categoría que ninguna tarifa tiene",
      unknown_market: "país del destinatario desconocido",
      no_card: "sin tarifa de la moneda en esa fecha",
      missing_rate: "la tarifa no trae ese precio"
    } as Record<string, string>,
    noCard: (accounts: string, currency: string) =>
      `${accounts} paga en ${currency} y no hay tarifa vigente en esa moneda: impórtela con`,
    noEuro: "De EUR no se incluye ninguna tarifa posterior a 2022.",

    differTitle: "¿Dónde no coinciden Meta y las reglas?",
    differSubtitle: "Lo que dijo el estado de Meta frente a lo que resulta de mensajes y ventanas, por mes y causa",
    noneDiffer: "Coinciden en todo.",
    cause: "Causa",
    causes: {
      model: "modelo de precios de otra época",
      category: "otra categoría que la del mensaje",
      pricing_type: "cobrado cuando la regla lo da gratis, o al revés",
      expiry: "conversación de otra duración",
      allowance: "cobrado dentro de los 1.000 gratis, o gratis fuera de ellos"
    } as Record<string, string>
  },
  {
    currency: "Currency",
    amount: "Spend",
    spent: "Spend of the period",
    charged: "Units charged",
    free: "Free",
    freeOf: (percent) => `${percent} of units`,
    unrated: "Without a known price",
    pending: (n) => `${n} awaiting a receipt`,
    forecast: (month) => `Forecast for ${month}`,
    monthSpent: (month) => `Spend of ${month}`,
    between: (low, high) => `between ${low} and ${high}`,
    noForecast: "no forecast",
    ofBudget: (budget) => `budget: ${budget}`,
    perUnit: "Per unit",
    estimated: (amount) => `Estimated part: ${amount}`,
    units: "Units",
    day: "Day",
    category: "Category",
    market: "Market",
    account: "Account",
    number: "Number",
    template: "Template",
    campaign: "Campaign",
    month: "Month",
    reason: "Reason",
    rest: (n) => counted(n, "other", "others"),
    withoutTax: "Without tax and partner fees. Days and months of each account's own zone.",
    monthIgnores: "Shows whole months, whatever the days chosen.",

    budgetTitle: "Do we stay within the budget?",
    budgetSubtitle: (month) => `Spend of ${month} adding up, forecast, and the even path to the budget`,
    budgetSubtitleOver: (month) => `Spend of ${month} adding up, and the even path to the budget`,
    crossesOn: (day) => `The budget is expected to be passed on ${day}.`,
    crossedOn: (day) => `The budget was passed on ${day}.`,
    staysWithin: "The month is expected to end within the budget.",
    stayedWithin: "The month ended within the budget.",
    budgetOfSome: "Only accounts that have a budget count here.",
    noBudget: "There is no budget for this month: write it into reference/budgets.csv.",
    overBudget: "budget passed",
    soFar: "So far",
    expected: "Expected",
    expectedLow: "Expected, low",
    expectedHigh: "Expected, high",
    budget: "Budget",
    budgetPath: "Path to the budget",
    range: "range",
    reasonsOfForecast: {
      short_history: "No forecast: two whole weeks of data are needed.",
      rules_changed: "No forecast: the last weeks were charged by another unit.",
      no_rate: "No forecast: the price of part of what is still to be sent is missing."
    },

    daysTitle: "Where does the money go?",
    daysSubtitle: {day: "By day and category", week: "By week and category", month: "By month and category"},
    topTitle: {
      market: "To which markets?",
      account_id: "Which accounts?",
      business_number: "Which numbers?",
      template_name: "Which templates cost most?",
      campaign_id: "Which campaigns?"
    },
    unnamed: (label) => `What was spent in this selection does not name its ${label}`,
    nothingSpent: "Nothing was spent in this selection",
    topSubtitle: (shown) => `Spend of the period, greatest first · ${shown} with spend`,

    freeTitle: "What do we pay, and what is free?",
    freeSubtitle: (n) => `Units by category and reason · ${counted(n, "unit", "units")}`,

    bridgeTitle: "Why did spend change?",
    bridgeSubtitle: (month, before) => `From ${before} to ${month}, with the effects that add up to the difference`,
    effectNames: {
      volume: "Volume",
      mix: "Mix",
      free: "Free share",
      price: "Prices",
      unit: "Unit of charge",
      accounts: "Accounts"
    },
    effects: {
      volume: "more or fewer units, in the mix of the month before",
      mix: "another split between markets and categories",
      free: "another share is free: windows, allowances, rules",
      price: "other rates and tiers",
      unit: "one month by conversation, the other by message",
      accounts: "with priced spend in one of the two months only"
    },
    bridgePartial: "The month is not over: part of it is compared with a whole one.",
    bridgeBegins: (before, day) =>
      `The data of ${before} begin on ${day}: part of the volume is that of the days that are missing.`,
    bridgeUnit: (before, month) =>
      `${before} was charged by conversation and ${month} by message: the difference cannot be split into volume and prices. What the rules alone change is told by npx chat-analytics what-if.`,
    bridgeAccounts:
      "“Accounts” is all of those that have units with a price in one of the two months only: new, without traffic, or in another currency.",
    noBridge: "Two months in a row with data are needed.",

    ratesTitle: "How have prices changed?",
    ratesSubtitle: (currency) => `List price of a unit, in ${currency}; a grey line where one changed`,
    from: "From",
    to: "To",
    rate: "Price",
    evidence: "Source",
    evidences: {
      official: "Meta's own",
      published: "published by others",
      derived: "derived from announced changes",
      inferred: "inferred"
    },
    today: "today",

    tiersTitle: "How far is the next tier?",
    tiersSubtitle: (month) =>
      `Units of the portfolio charged in ${month}; a tier's price holds only for what falls into it`,
    tierText: (counted, to) => `${counted} of ${to}`,
    lastTier: (counted) => `${counted}, last tier`,
    nextRate: (rate) => `then ${rate} a unit`,
    unknownRate: "then the card tells no price: the list price is counted",
    counted: "Units counted",
    tier: "Tier",
    noTiers: "Nothing of this month counts in tiers.",

    unratedTitle: "What has no price yet?",
    unratedSubtitle: "Units that are in no amount, and why",
    noneUnrated: "All that was delivered has a price, and nothing is pending.",
    reasons: {
      pending: "sent, no receipt yet",
      unknown_category: "no source tells the category",
      unpriced_category: "a category that no card has",
      unknown_market: "the recipient's country is unknown",
      no_card: "no card of the currency on that day",
      missing_rate: "the card lacks this price"
    },
    noCard: (accounts, currency) =>
      `${accounts} is charged in ${currency}, and no card of that currency is in force: import it with`,
    noEuro: "No EUR card after 2022 is shipped.",

    differTitle: "Where do Meta and the rules differ?",
    differSubtitle: "What Meta's status said against what messages and windows make of it, by month and cause",
    noneDiffer: "They agree on everything.",
    cause: "Cause",
    causes: {
      model: "pricing model of another time",
      category: "another category than the message's",
      pricing_type: "charged where the rules say free, or the reverse",
      expiry: "a conversation of another length",
      allowance: "charged within the free 1,000, or free beyond them"
    }
  }
);
