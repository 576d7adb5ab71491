import {beforeItem, overWholeDays, totalsBefore} from "../components/before.js";
import {heatMap, intervalOf, stackedColumns, startOfInterval} from "../components/charts.js";
import {outcomeColor} from "../components/colors.js";
import {type Row, rollup, rowsOf, totals} from "../components/cube.js";
import {type Day, weekdayOf} from "../components/day.js";
import {type Child, element} from "../components/dom.js";
import {responsive} from "../components/drawing.js";
import {selectionOf} from "../components/filters.js";
import {classes, clockOf, coverSteps} from "../components/hours-charts.js";
import {channelName} from "../components/i18n.js";
import {nameOf} from "../components/names.js";
import type {Page, View} from "../components/page.js";
import {pickPeriod} from "../components/pick.js";
import {share, weightedQuantile} from "../components/rates.js";
import {warningsOf} from "../components/sources.js";
import {sortedBars} from "../components/spend-charts.js";
import {type BigNumber, bigNumbers, card, heatLegend, legend, nothing, notice} from "../components/ui.js";
import {usualHours} from "../components/usual-hours.js";
import {type OutOfHoursTexts, outOfHoursTexts} from "./out-of-hours-texts.js";

const outcomes = ["recovered_next_shift", "recovered_late", "pending", "lost"] as const;
type Weighted = {value: number; count: number};
type Hours = View & {own: OutOfHoursTexts};

export const page: Page = {
  lead: {
    es: "Quién pidió una persona con el servicio cerrado, qué fue de cada uno y a quién se puede recuperar todavía.",
    en: "Who asked for a person while the service was closed, what became of each, and who can still be recovered."
  },
  needs: ["out_of_hours_days"],
  files: [
    "out_of_hours_days",
    "out_of_hours_hours",
    "out_of_hours_intents",
    "out_of_hours_replies",
    "out_of_hours_worklist",
    "longer_hours",
    "hour_days",
    "health"
  ],
  controls: ["compare", "channel", "skill"],
  days: {
    health: "all",
    hour_days: 90,
    out_of_hours_hours: "period",
    out_of_hours_intents: "period",
    longer_hours: "period",
    out_of_hours_worklist: "all"
  },
  ignores: {
    account_id: {
      es: "El horario es del equipo: las peticiones se cuentan por equipo y canal.",
      en: "Opening hours are a team's: requests are counted by team and channel."
    }
  },
  draw(view) {
    const hours = {...view, own: outOfHoursTexts[view.language]};
    if (rollup(view.cubes["out_of_hours_days"]!, {...selectionOf(view.filters), by: ["channel"]}).length === 0) {
      return [nothing(view, page.needs)];
    }
    // That nobody waits, of nobody who ever asked, would be said in every card.
    if (view.manifest.files["out_of_hours_hours"]!.rows === 0) {
      const told = headline(hours).filter(({metric}) => metric === "out_of_hours_days.messages_out_of_hours");
      return [notice(hours.own.noRequests, hours.own.noRequestsText), bigNumbers(told, view)];
    }
    return [
      bigNumbers(headline(hours), view),
      ...notCompared(hours),
      ...unknownAuthors(hours),
      element(
        "div",
        {class: "cards"},
        whatBecame(hours),
        heat(hours),
        howLate(hours),
        longerHours(hours),
        intents(hours),
        worklist(hours)
      )
    ];
  }
};

// On most days of the period; a few such messages change nothing.
function unknownAuthors({cubes, filters, scope, format, own, t}: Hours): Node[] {
  const found = warningsOf(cubes["health"]!, filters, scope.last).find(({code}) => code === "unknown_authors");
  if (found === undefined || 2 * found.days < filters.to - filters.from + 1) return [];
  const link = element("a", {href: "health.html", "data-keep-filters": true}, own.seeHealth);
  const days = t.days(found.days, format.integer(found.days));
  return [element("p", {class: "note", "data-testid": "unknown_authors"}, own.unknownAuthors(days), link)];
}

// The last day of which it is known what became of every session: the finding is told of it, too.
function ripeUntil({partialDay, scope}: View): Day {
  return (partialDay === null ? scope.last : partialDay - 1) - 8;
}

// Against whole weeks a period with open outcomes has too few lost, and too few recovered or late.
function notCompared(view: Hours): Node[] {
  const {compared, filters, format, own} = view;
  if (compared === null || filters.to <= ripeUntil(view)) return [];
  return [
    element("p", {class: "note known", "data-testid": "not_compared"}, own.notCompared(format.day(ripeUntil(view))))
  ];
}

function headline(view: Hours): BigNumber[] {
  const {cubes, filters, compared, format, own} = view;
  const names = [
    "request_sessions",
    "out_of_hours_sessions",
    ...outcomes,
    "window_closed_before_reply",
    "messages_inbound",
    "messages_out_of_hours"
  ];
  const now = totals(cubes["out_of_hours_days"]!, names, selectionOf(filters));
  const against = overWholeDays(view, (period) =>
    totals(cubes["out_of_hours_days"]!, names, selectionOf(filters, period))
  );
  const replies = repliesOf(view, filters);
  const isRipe = filters.to <= ripeUntil(view);
  const ofAll = (name: string) => own.ofOutOfHours(format.percent(share(now[name], now["out_of_hours_sessions"])));
  const count = (name: string, label: string, goodIsUp: boolean, isCompared: boolean, note: string): BigNumber => ({
    metric: `out_of_hours_days.${name}`,
    label,
    value: now[name] ?? null,
    ...against((counts) => counts[name] ?? null),
    isCompared,
    write: format.integer,
    goodIsUp,
    note
  });
  const rate = (part: string, whole: string, label: string, note: OutOfHoursTexts["rateOf"]): BigNumber => ({
    metric: `out_of_hours_days.${part}`,
    label,
    value: share(now[part], now[whole]),
    ...against((counts) => share(counts[part], counts[whole])),
    write: format.percent,
    isShare: true,
    goodIsUp: null,
    note: note(format.integer(now[part]), format.integer(now[whole]))
  });
  return [
    rate("out_of_hours_sessions", "request_sessions", own.rate, own.rateOf),
    count("recovered_next_shift", own.nextShift, true, isRipe, ofAll("recovered_next_shift")),
    count("lost", own.lost, false, isRipe, ofAll("lost")),
    // Before the last seven days nothing is pending: there were no fewer then.
    count("pending", own.pending, false, false, own.pendingNote),
    {
      metric: "out_of_hours_replies.opening_to_answer_seconds",
      label: own.lateness,
      value: weightedQuantile(replies, 0.5),
      before: compared && weightedQuantile(repliesOf(view, compared), 0.5),
      isCompared: isRipe,
      write: (seconds) =>
        seconds !== null && seconds < 3600 ? `${format.integer(seconds / 60)} min` : format.seconds(seconds),
      goodIsUp: false,
      note: own.latenessNote(format.integer(countOf(replies)))
    },
    rate("messages_out_of_hours", "messages_inbound", own.messages, own.messagesOf)
  ];
}

function repliesOf({cubes, filters}: View, period: {from: Day; to: Day}): Weighted[] {
  return rowsOf(cubes["out_of_hours_replies"]!, selectionOf(filters, period))
    .filter((row) => row["opening_to_answer_seconds"] !== null)
    .map((row) => ({value: row["opening_to_answer_seconds"] as number, count: row["sessions"] as number}));
}

function countOf(weighted: Weighted[]): number {
  return weighted.reduce((sum, {count}) => sum + count, 0);
}

function whatBecame(view: Hours): HTMLElement {
  const {cubes, filters, format, own, t} = view;
  const interval = intervalOf(filters);
  const startOf = startOfInterval[interval];
  const rows = rollup(cubes["out_of_hours_days"]!, {
    ...selectionOf(filters),
    by: ["day"],
    sum: ["out_of_hours_sessions", ...outcomes],
    key: {day: startOf}
  })
    .filter((row) => (row["out_of_hours_sessions"] as number) > 0)
    .sort((a, b) => (a["day"] as number) - (b["day"] as number));
  const series = outcomes.map((name) => ({name, label: own.outcomes[name], color: outcomeColor(name)}));
  const measured = cubes["out_of_hours_days"]!;
  const before = totalsBefore(view, measured, "out_of_hours_sessions", selectionOf(filters), startOf);
  const draw = stackedColumns(
    {
      label: own.outcomeTitle,
      rows: rows.flatMap((row) =>
        outcomes.map((name) => ({start: row["day"] as Day, series: name, value: (row[name] as number | null) ?? 0}))
      ),
      series,
      interval,
      from: startOf(filters.from),
      to: filters.to,
      partial: null,
      total: t.total,
      pick: pickPeriod(view, interval),
      before
    },
    format
  );
  return card(
    {
      name: "out_of_hours_outcomes",
      title: own.outcomeTitle,
      subtitle: `${own.outcomeSubtitle[interval]} · ${format.range(filters.from, filters.to)}`,
      definition: "out_of_hours_days.out_of_hours_sessions",
      rows,
      columns: [
        {name: "day", label: {day: t.day, week: t.week, month: t.month}[interval], kind: "day"},
        {name: "out_of_hours_sessions", label: t.total, kind: "integer"},
        ...series.map(({name, label}) => ({name, label, kind: "integer" as const}))
      ],
      chart: [legend([...series, ...beforeItem(before)]), responsive(draw)],
      wide: true
    },
    view
  );
}

function heat(view: Hours): HTMLElement {
  const {cubes, filters, format, own, t} = view;
  const names = ["requests", "out_of_hours_requests", "unattended_out_of_hours"];
  const sums = rollup(cubes["out_of_hours_hours"]!, {
    ...selectionOf(filters),
    by: ["day", "hour"],
    sum: names,
    key: {day: weekdayOf}
  });
  const cells = usualHours(cubes["hour_days"]!, filters).map(({weekday, hour, isOpen}) => {
    const sum = sums.find((row) => row["day"] === weekday && row["hour"] === hour);
    const of = (name: string) => (sum?.[name] as number | null | undefined) ?? 0;
    return {weekday, hour, isOpen, all: of("requests"), value: of("out_of_hours_requests"), nobody: of(names[2]!)};
  });
  const draw = heatMap(
    {
      label: own.heatTitle,
      cells: cells.map((cell) => ({
        ...cell,
        title: [
          `${format.longWeekday(cell.weekday)} ${format.hour(cell.hour)}–${format.hour(cell.hour + 1)}`,
          own.heatTip(format.integer(cell.value), format.integer(cell.all), format.integer(cell.nobody)),
          cell.isOpen ? own.isOpen : own.isClosed
        ].join("\n")
      }))
    },
    format
  );
  const n = cells.reduce((sum, cell) => sum + cell.value, 0);
  return card(
    {
      name: "out_of_hours_by_hour",
      title: own.heatTitle,
      subtitle: own.heatSubtitle(format.integer(n)),
      definition: "out_of_hours_hours.out_of_hours_requests",
      rows:
        n === 0
          ? []
          : cells.map(({weekday, hour, isOpen, all, value, nobody}) => ({
              weekday: weekday + 1,
              hour,
              requests: all,
              out_of_hours_requests: value,
              unattended_out_of_hours: nobody,
              is_open: isOpen
            })),
      columns: [
        {name: "weekday", label: t.weekday, content: (row) => format.longWeekday((row["weekday"] as number) - 1)},
        {name: "hour", label: t.hour, content: (row) => format.hour(row["hour"] as number)},
        {name: "requests", label: own.requests, kind: "integer"},
        {name: "out_of_hours_requests", label: own.closedRequests, kind: "integer"},
        {name: "unattended_out_of_hours", label: own.nobody, kind: "integer"},
        {name: "is_open", label: own.isOpen, kind: "flag"}
      ],
      chart: [
        heatLegend(
          format.integer(Math.max(0, ...cells.map((cell) => cell.value))),
          element("span", {class: "outlined", "aria-hidden": "true"}),
          own.usual
        ),
        responsive(draw)
      ],
      empty: notice(own.noneClosed, "")
    },
    view
  );
}

// Seconds at which a class ends, itself included.
const classEnds = [0, 900, 3600, 14_400, 86_400, 259_200, Number.POSITIVE_INFINITY];

function howLate(view: Hours): HTMLElement {
  const {cubes, filters, format, own} = view;
  const replies = repliesOf(view, filters);
  const {lost, pending} = totals(cubes["out_of_hours_days"]!, ["lost", "pending"], selectionOf(filters));
  const nobody = (lost ?? 0) + (pending ?? 0);
  const counts = classEnds.map((end, index) =>
    countOf(replies.filter(({value}) => value <= end && value > (classEnds[index - 1] ?? -1)))
  );
  const rows = own.classes.map((late, index) => ({late, sessions: counts[index] ?? nobody}));
  const draw = classes({
    label: own.lateTitle,
    rows: rows.map(({late, sessions}, index) => ({
      name: late,
      value: sessions,
      text: format.integer(sessions),
      title: `${late}\n${own.sessions}: ${format.integer(sessions)}`,
      color: index === counts.length ? "var(--outcome-lost)" : "var(--accent)"
    }))
  });
  return card(
    {
      name: "out_of_hours_how_late",
      title: own.lateTitle,
      subtitle: own.lateSubtitle(
        format.integer(countOf(replies)),
        format.seconds(weightedQuantile(replies, 0.5)),
        format.seconds(weightedQuantile(replies, 0.9))
      ),
      definition: "out_of_hours_replies.opening_to_answer_seconds",
      note: rowsOf(cubes["out_of_hours_replies"]!, {to: filters.to}).some((row) => row["is_rounded"])
        ? view.t.rounded
        : null,
      rows: countOf(replies) + nobody === 0 ? [] : rows,
      columns: [
        {name: "late", label: own.late},
        {name: "sessions", label: own.sessions, kind: "integer"}
      ],
      chart: responsive(draw)
    },
    view
  );
}

function intents(view: Hours): HTMLElement {
  const {cubes, filters, format, own} = view;
  const all = rollup(cubes["out_of_hours_intents"]!, {
    ...selectionOf(filters),
    by: ["intent"],
    sum: ["out_of_hours_sessions", "recovered", "unattended"]
  })
    .map((row) => ({...row, intent: (row["intent"] as string | null) ?? own.noIntent}) as Row)
    .sort((a, b) => (b["out_of_hours_sessions"] as number) - (a["out_of_hours_sessions"] as number));
  const n = all.reduce((sum, row) => sum + (row["out_of_hours_sessions"] as number), 0);
  const top = all.slice(0, 10);
  const rest = all.slice(10);
  if (rest.length > 0) {
    const sum = (name: string) => rest.reduce((total, row) => total + (row[name] as number), 0);
    top.push({
      intent: own.rest(format.integer(rest.length)),
      out_of_hours_sessions: sum("out_of_hours_sessions"),
      unattended: sum("unattended")
    });
  }
  const draw = sortedBars({
    label: own.intentTitle,
    rows: top.map((row) => {
      const text = own.bar(
        format.integer(row["out_of_hours_sessions"] as number),
        format.integer(row["unattended"] as number)
      );
      return {
        name: row["intent"] as string,
        value: row["out_of_hours_sessions"] as number,
        text: format.integer(row["out_of_hours_sessions"] as number),
        title: `${row["intent"]}\n${text}`
      };
    })
  });
  return card(
    {
      name: "out_of_hours_intents",
      title: own.intentTitle,
      subtitle: own.intentSubtitle(format.integer(n)),
      definition: "out_of_hours_intents.out_of_hours_sessions",
      rows: all,
      columns: [
        {name: "intent", label: own.intent},
        {name: "out_of_hours_sessions", label: own.sessions, kind: "integer"},
        {name: "recovered", label: own.recovered, kind: "integer"},
        {name: "unattended", label: own.nobody, kind: "integer"}
      ],
      chart: responsive(draw)
    },
    view
  );
}

type Kind = "earlier_opening" | "later_closing";

interface Step {
  kind: Kind;
  minute: number;
  covered: number;
  share: number;
}

function longerHours(view: Hours): HTMLElement {
  const {cubes, filters, format, own} = view;
  const rows = rollup(cubes["longer_hours"]!, {
    ...selectionOf(filters),
    by: ["kind", "minute"],
    sum: ["requests", "unattended", "pending"]
  });
  const of = (kind: string) => rows.filter((row) => row["kind"] === kind);
  const sum = (some: Row[]) => some.reduce((total, row) => total + (row["unattended"] as number), 0);
  const whole = sum(rows);
  const pending = rows.reduce((total, row) => total + (row["pending"] as number), 0);
  const steps = (kind: Kind): Step[] => {
    const sorted = of(kind)
      .filter((row) => (row["unattended"] as number) > 0)
      .sort((a, b) => ((a["minute"] as number) - (b["minute"] as number)) * (kind === "later_closing" ? 1 : -1));
    return sorted.map((row, index) => {
      const covered = sum(sorted.slice(0, index + 1));
      return {kind, minute: row["minute"] as number, covered, share: share(covered, whole) ?? 0};
    });
  };
  const told = {later_closing: advice(steps("later_closing")), earlier_opening: advice(steps("earlier_opening"))};
  const all = [...steps("earlier_opening"), ...steps("later_closing")];
  const say = (kind: Kind, write: OutOfHoursTexts["until"]) => {
    const step = told[kind];
    if (step === null) return null;
    const numbers = [format.percent(step.share), format.integer(step.covered), format.integer(whole)] as const;
    return element("p", {class: "finding"}, write(clockOf(step.minute), ...numbers));
  };
  const draw = coverSteps(
    {
      label: own.longerTitle,
      rows: all.map((step) => ({
        ...step,
        title: [
          `${own.kinds[step.kind]}: ${clockOf(step.minute)}`,
          `${format.percent(step.share)} (${format.integer(step.covered)} / ${format.integer(whole)})`
        ].join("\n")
      })),
      names: {earlier_opening: own.earlier, later_closing: own.later}
    },
    format
  );
  return card(
    {
      name: "longer_hours",
      title: own.longerTitle,
      subtitle: own.longerSubtitle(format.integer(whole)),
      definition: "longer_hours.unattended",
      rows: all.map((step) => ({...step})),
      columns: [
        {name: "kind", label: own.kind, content: (row) => own.kinds[row["kind"] as Kind]},
        {name: "minute", label: own.clock, content: (row) => clockOf(row["minute"] as number)},
        {name: "covered", label: own.covered, kind: "integer"},
        {name: "share", label: own.coveredShare, kind: "percent"}
      ],
      chart: [say("later_closing", own.until), say("earlier_opening", own.since), responsive(draw)],
      note: [
        own.notCovered(format.integer(sum(of("closed_day"))), format.integer(sum(of("break")))),
        pending > 0 ? ` ${own.notYet(format.integer(pending))}` : null
      ],
      empty: notice(own.allAttended, own.allAttendedText)
    },
    view
  );
}

// Nobody opens before seven or until after eleven at night for a few requests more.
const sensible = {earlier_opening: 7 * 60, later_closing: 23 * 60};

// The first full hour that covers four fifths of what sensible hours at that end of the day can cover.
function advice(all: Step[]): Step | null {
  const steps = all.filter(({kind, minute}) =>
    kind === "later_closing" ? minute <= sensible.later_closing : minute >= sensible.earlier_opening
  );
  const last = steps.at(-1);
  if (last === undefined) return null;
  const enough = steps.find((step) => step.covered >= 0.8 * last.covered) ?? last;
  const isLater = last.kind === "later_closing";
  const minute = (isLater ? Math.ceil(enough.minute / 60) : Math.floor(enough.minute / 60)) * 60;
  const reached = steps.filter((step) => (isLater ? step.minute <= minute : step.minute >= minute)).at(-1)!;
  return {...reached, minute};
}

function worklist(view: Hours): HTMLElement {
  const {cubes, filters, format, own, t, language, manifest} = view;
  const asOf = manifest.meta.as_of === null ? 0 : Date.parse(manifest.meta.as_of);
  const rows = rowsOf(cubes["out_of_hours_worklist"]!, {where: filters.where}).sort(
    (a, b) =>
      urgency(a) - urgency(b) ||
      ((a["window_closes_at"] as number | null) ?? 0) - ((b["window_closes_at"] as number | null) ?? 0) ||
      (a["requested_at"] as number) - (b["requested_at"] as number)
  );
  return card(
    {
      name: "out_of_hours_worklist",
      title: own.listTitle,
      subtitle: own.listSubtitle(format.integer(rows.length), format.instant(manifest.meta.as_of)),
      definition: "out_of_hours_worklist.window_closes_at",
      rows,
      columns: [
        {
          name: "session",
          label: own.session,
          kind: "code",
          content: (row) => element("code", {}, String(row["session"]))
        },
        {name: "channel", label: t.channel, content: (row) => channelName(language, row["channel"] as string)},
        {
          name: "skill",
          label: own.team,
          content: (row) => nameOf(manifest, language, "skill", row["skill"] as string)
        },
        {name: "intent", label: own.intent},
        {name: "requested_at", label: own.requestedAt, kind: "instant"},
        {name: "waiting_seconds", label: own.waiting, kind: "seconds"},
        {name: "opens_at", label: own.opensAt, kind: "instant"},
        {
          name: "window_closes_at",
          label: own.windowClosesAt,
          kind: "instant",
          content: (row) => window(row["window_closes_at"] as number | null, row["is_window_closed"] === true)
        },
        {
          name: "contact",
          label: own.contact,
          kind: "code",
          content: (row) => element("code", {}, String(row["contact"]))
        }
      ],
      layout: "records",
      note: [
        own.listNote,
        element("code", {}, "select session, conversation_id from metrics.out_of_hours_worklist"),
        `. ${own.periodIgnored}`
      ],
      empty: notice(own.listEmpty, own.listEmptyText),
      wide: true
    },
    view
  );

  function window(closesAt: number | null, isClosed: boolean): Child[] {
    if (closesAt === null) return ["–"];
    const left = own.closesIn(format.seconds((closesAt - asOf) / 1000));
    return [
      format.instant(closesAt),
      element("br"),
      isClosed ? element("span", {class: "note"}, own.windowClosed) : left
    ];
  }
}

// Windows that still close come first, then channels that have none.
function urgency(row: Row): number {
  if (row["is_window_closed"] === true) return 2;
  return row["window_closes_at"] === null ? 1 : 0;
}
