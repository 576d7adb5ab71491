import {pages} from "../pages.js";
import type {Row} from "./cube.js";
import {type Day, dayOfInstant, writeDay} from "./day.js";
import {element} from "./dom.js";
import {findingTexts} from "./findings-texts.js";
import {channelName, type Language} from "./i18n.js";
import {marketName} from "./names.js";
import type {View} from "./page.js";
import {spendName} from "./spend-names.js";
import {definitionAddress} from "./ui.js";

const mostAtOnce = 3;

/** Days that the model holds against each other: the last week and the four before it. */
const watchedDays = 35;

export interface Finding extends Row {
  page: string;
  code: string;
  channel: string | null;
  subject: string | null;
  /** An error's title in Spanish, where there is one. */
  subject_es: string | null;
  currency: string | null;
  is_change: boolean;
  is_worse: boolean | null;
  from_day: Day;
  to_day: Day;
  since: number | null;
  unit: "share" | "count" | "seconds" | "amount";
  value: number;
  usual: number | null;
  usual_low: number | null;
  usual_high: number | null;
  n: number | null;
  usual_n: number | null;
  subject_value: number | null;
  so_far: number | null;
  event: string | null;
  metric: string;
  weight: number;
}

/** Pages that have something to tell; an overview tells of all of them. */
const watched = ["index", "spend", "bot", "out-of-hours", "agents", "delivery", "health"];

/** The card that shows what a finding speaks of. */
const cards: Record<string, string> = {
  sessions: "sessions_by_day",
  fallback: "fallback_rates",
  contained: "outcomes",
  out_of_hours: "out_of_hours_outcomes",
  lost: "out_of_hours_outcomes",
  available: "agent_time",
  uncovered: "coverage",
  wait: "agent_speed",
  failed: "delivery_failures",
  spend: "spend_by_day",
  over_budget: "spend_against_budget",
  forecast_over_budget: "spend_against_budget",
  budget: "spend_against_budget",
  unrated: "spend_unrated",
  silent: "arrivals",
  heard: "arrivals",
  refused: "refused_rows"
};

/** One to three sentences on top of a page: what changed and matters, else between what its number moved. */
export function findings(name: string, all: Finding[], view: View): HTMLElement[] {
  const t = findingTexts[view.language];
  if (!view.hasData || !watched.includes(name)) return [];
  const chosen = mostImportant(name, all, view.filters.where.channel);
  const box = element(
    "section",
    {class: "findings", "aria-label": t.title},
    chosen.length === 0
      ? element("p", {class: "finding-calm"}, t.tooEarly)
      : [
          element(
            "ul",
            {},
            chosen.map((finding) => sentence(finding, name, view))
          ),
          element("p", {class: "finding-scope"}, scopeOf(view), " ", ruleLink(view))
        ]
  );
  return [box];
}

/** What a page tells under a choice of channels (null: all): changes first, else one number that did not change. */
export function mostImportant(name: string, all: Finding[], channels: readonly string[] | null): Finding[] {
  const byChannel = new Set(all.filter(({channel}) => channel !== null).map(({code}) => code));
  const wanted = all
    .filter(({page}) => name === "index" || page === name)
    .filter(({code, channel}) => {
      if (channels === null || !byChannel.has(code)) return channel === null;
      return channel !== null && channels.includes(channel);
    })
    .sort((a, b) => b.weight - a.weight || order(a) - order(b) || named(a).localeCompare(named(b)));
  const changes = wanted.filter(({is_change}) => is_change);
  if (changes.length > 0) return changes.slice(0, mostAtOnce);
  return wanted.filter(({page}) => page === name).slice(0, 1);
}

function named({channel, subject, currency}: Finding): string {
  return [channel, subject, currency].join(" ");
}

function order({code}: Finding): number {
  return Object.keys(cards).indexOf(code);
}

function sentence(finding: Finding, page: string, view: View): HTMLElement {
  const {language, t: shared} = view;
  const t = findingTexts[language];
  const tone = toneOf(finding);
  const mark = {worse: t.worse, better: t.better, changed: t.changed, calm: null}[tone];
  const title = pages.find(({name}) => name === finding.page)!.title[language];
  return element(
    "li",
    {class: `finding-line ${tone}`, "data-finding": finding.code, "data-value": finding.value},
    element(
      "p",
      {},
      mark === null ? null : element("span", {class: "hidden"}, `${mark} `),
      element(
        "a",
        {class: "finding-sentence", href: addressOf(finding)},
        headline(finding, view),
        element("span", {"aria-hidden": "true"}, "\u00a0→")
      )
    ),
    element(
      "p",
      {class: "finding-note"},
      page === finding.page ? null : `${title} · `,
      details(finding, view).map((detail) => `${detail} · `),
      element(
        "a",
        {href: definitionAddress(finding.metric), "aria-label": `${shared.definition}: ${finding.metric}`},
        shared.definition
      )
    )
  );
}

function scopeOf({language, controls}: View): string {
  const t = findingTexts[language];
  return controls.includes("channel") ? `${t.scope} ${t.obeysChannels}` : t.scope;
}

function ruleLink({language}: View): HTMLElement {
  return element("a", {href: definitionAddress("findings.code")}, findingTexts[language].rule);
}

function toneOf({is_change, is_worse}: Finding): "worse" | "better" | "changed" | "calm" {
  if (!is_change) return "calm";
  if (is_worse === null) return "changed";
  return is_worse ? "worse" : "better";
}

/** The sentence itself, without markup. */
export function headline(finding: Finding, view: View): string {
  const {format, language} = view;
  const t = findingTexts[language];
  const write = writer(finding, view);
  const number = t.numbers[finding.code];
  if (number === undefined) return other(finding, view);
  const name = finding.channel === null ? number.name : ofChannel(finding.channel, number.name, language);
  const days = format.integer(finding.to_day - finding.from_day + 1);
  const range = format.range(finding.from_day, finding.to_day);
  if (!finding.is_change) return `${t.asUsual(name, write(finding.value), days, range)}.`;
  const isRise = finding.value > finding.usual!;
  const verb = isRise ? t.rose : t.fell;
  const change = t.fromTo(write(finding.usual), write(finding.value), finding.unit === "share");
  const when = finding.since === null ? t.inDays(days, range) : t.since(sinceOf(finding, view));
  // How many cases are left of what fell explains nothing; who was available less does.
  // All of them through the only channel there is explains nothing either.
  const isAll = finding.code === "sessions" && finding.subject_value === finding.value;
  const isExplained = finding.subject !== null && !isAll && (isRise || finding.code === "available");
  const explained = isExplained ? number.explained : undefined;
  const subject = explained?.(subjectOf(finding, view), writeCases(finding, view));
  return `${name} ${verb} ${change} ${when}${subject === undefined ? "" : `; ${subject}`}.`;
}

// After a colon a sentence goes on in lower case.
function ofChannel(channel: string, name: string, language: Language): string {
  return `${channelName(language, channel)}: ${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

function other(finding: Finding, view: View): string {
  const write = writer(finding, view);
  const {format, language} = view;
  return findingTexts[language].others[finding.code]!({
    value: write(finding.value),
    usual: write(finding.usual),
    low: write(finding.usual_low),
    high: write(finding.usual_high),
    n: format.integer(finding.n),
    subject: finding.subject === null ? "–" : subjectOf(finding, view),
    subjectValue: format.integer(finding.subject_value),
    soFar: write(finding.so_far),
    isUp: finding.value > (finding.usual ?? 0),
    isOne: finding.value === 1,
    isForecast: finding.usual_low !== null
  });
}

// What stands beside the sentence: how many cases, how it was before, and what it speaks of.
function details(finding: Finding, view: View): string[] {
  const {format, language} = view;
  const t = findingTexts[language];
  const write = writer(finding, view);
  const number = t.numbers[finding.code];
  if (number === undefined) return [format.range(finding.from_day, finding.to_day)];
  const {usual_low: low, usual_high: high} = finding;
  return [
    number.cases === undefined ? null : t.n(format.integer(finding.n), number.cases),
    finding.is_change ? t.range(write(low), write(high)) : t.between(write(low), write(high)),
    finding.event === null ? null : t.near(finding.event),
    finding.channel === null && finding.unit !== "amount" && finding.page !== "agents" ? t.allChannels : null
  ].filter((part) => part !== null);
}

function writer({unit, currency}: Finding, {format}: View): (value: number | null) => string {
  if (unit === "share") return format.percent;
  if (unit === "seconds") return format.seconds;
  if (unit === "amount") return (value) => format.money(value, currency!);
  return format.integer;
}

// The part of the cases that the subject has: of a share the cases themselves.
function writeCases(finding: Finding, view: View): string {
  if (finding.unit === "amount") return writer(finding, view)(finding.subject_value);
  return view.format.integer(finding.subject_value);
}

function subjectOf({code, subject, subject_es: spanish}: Finding, {language}: View): string {
  if (language === "es" && spanish !== null) return spanish;
  if (code === "sessions") return channelName(language, subject!);
  if (code === "unrated") return marketName(language, subject!);
  return code === "spend" ? spendName(language, subject!) : subject!;
}

function sinceOf({since, code}: Finding, {format, manifest}: View): string {
  const day = format.dayInWeek(dayOfInstant(new Date(since!), manifest.meta.time_zone));
  return code === "fallback" ? `${day}, ${format.clock(since)}` : day;
}

// The card, over the weeks that are compared.
function addressOf(finding: Finding): string {
  const file = finding.page === "index" ? "./" : `${finding.page}.html`;
  const parameters = new URLSearchParams();
  if (finding.page !== "health") {
    const isMonth = finding.unit === "amount" && finding.code !== "spend";
    parameters.set("from", writeDay(isMonth ? finding.from_day : finding.to_day - watchedDays + 1));
    parameters.set("to", writeDay(finding.to_day));
  }
  if (finding.channel !== null) parameters.set("channel", finding.channel);
  if (finding.code === "sessions") parameters.set("sessions", "by_contact");
  const query = parameters.size === 0 ? "" : `?${parameters}`;
  return `${file}${query}#${cards[finding.code]}`;
}
