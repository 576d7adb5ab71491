import {
  clockTime,
  dayLength,
  endInstant,
  hour,
  type Interval,
  instantOf,
  minute,
  openOn,
  sampleDays,
  second,
  weekdayOf
} from "./clock.js";
import {type Agent, agents, calendarOf, staleAgent} from "./company.js";
import {type Random, randomOf} from "./random.js";

/** One login of an agent; each stretch in which they take conversations is a row of the console's history. */
export interface AgentSession {
  id: string;
  agent: Agent;
  connectedAt: number;
  disconnectedAt: number | null;
  available: {startsAt: number; endsAt: number | null}[];
  isStale: boolean;
}

/** Who logged in when: shifts, holidays, breaks, second tabs, and one who forgot to log out. */
export function simulateShifts(): AgentSession[] {
  const random = randomOf("shifts");
  const leave = new Map(agents.map((agent) => [agent.id, leaveOf(random)]));
  const sessions = sampleDays.flatMap((day) =>
    agents.flatMap((agent) => {
      if (leave.get(agent.id)!.has(day) || isForgotten(agent, day)) return [];
      return daySessions(random, agent, day);
    })
  );
  sessions.push(...forgottenSessions());
  sessions.sort((a, b) => a.connectedAt - b.connectedAt || Number(a.agent.id) - Number(b.agent.id));
  sessions.forEach((session, index) => {
    session.id = String(410200 + index * 3);
  });
  return sessions;
}

/** When an agent takes conversations, in order; logins nobody ended do not count. */
export function availabilityOf(sessions: AgentSession[]): Map<string, Interval[]> {
  const byAgent = new Map<string, Interval[]>(agents.map((agent) => [agent.id, []]));
  for (const session of sessions) {
    if (session.isStale) continue;
    for (const {startsAt, endsAt} of session.available) {
      byAgent.get(session.agent.id)!.push({startsAt, endsAt: endsAt ?? session.disconnectedAt ?? endInstant});
    }
  }
  for (const intervals of byAgent.values()) intervals.sort((a, b) => a.startsAt - b.startsAt);
  return byAgent;
}

function leaveOf(random: Random): Set<string> {
  const days = new Set<string>();
  // Two weeks of summer for half of them, and a day of illness now and then.
  if (random.chance(0.5)) {
    const from = random.whole(0, 10);
    for (const day of sampleDays.slice(from, from + 14)) days.add(day);
  }
  for (const day of sampleDays) if (random.chance(0.02)) days.add(day);
  return days;
}

function isForgotten(agent: Agent, day: string): boolean {
  return agent.id === staleAgent.id && day >= staleAgent.from && day <= staleAgent.to;
}

function daySessions(random: Random, agent: Agent, day: string): AgentSession[] {
  const open = openOn(calendarOf[agent.skill], day);
  if (open.length === 0) return [];
  const isSaturday = weekdayOf(day) === "sat";
  if (isSaturday && !random.chance(0.4)) return [];
  return shiftHours(agent, open, isSaturday).flatMap(({startsAt, endsAt}) => {
    const connectedAt = startsAt + Math.round(random.between(-9, 6) * 60) * second;
    const disconnectedAt = endsAt + Math.round(random.between(-4, 18) * 60) * second;
    const session = sessionOf(agent, connectedAt, disconnectedAt, stretches(random, connectedAt, disconnectedAt));
    // A second tab, or a second computer.
    if (!random.chance(0.03)) return [session];
    const late = connectedAt + Math.round(random.between(5, 90)) * minute;
    return [session, sessionOf(agent, late, disconnectedAt - 3 * minute, [{startsAt: late, endsAt: null}])];
  });
}

function shiftHours(agent: Agent, open: Interval[], isSaturday: boolean): Interval[] {
  const first = open[0]!;
  const last = open.at(-1)!;
  if (agent.skill === "SERVICIO") return open.length > 1 && agent.shift === "morning" ? [first] : open;
  if (isSaturday) return [{startsAt: first.startsAt, endsAt: last.endsAt}];
  if (agent.shift === "morning") return [{startsAt: first.startsAt, endsAt: first.startsAt + 7 * hour}];
  if (agent.shift === "afternoon") return [{startsAt: last.endsAt - 7 * hour, endsAt: last.endsAt}];
  return [
    {startsAt: first.startsAt + hour, endsAt: first.startsAt + 5 * hour},
    {startsAt: last.endsAt - 4 * hour, endsAt: last.endsAt}
  ];
}

/** Available from a minute after the login, with breaks, and some time for the papers at the end. */
function stretches(random: Random, connectedAt: number, disconnectedAt: number): AgentSession["available"] {
  const available: AgentSession["available"] = [];
  let startsAt = connectedAt + random.whole(10, 150) * second;
  const lastBreak = disconnectedAt - 50 * minute;
  while (startsAt < lastBreak) {
    const endsAt = startsAt + Math.round(random.between(80, 260)) * minute;
    if (endsAt >= lastBreak) break;
    available.push({startsAt, endsAt});
    startsAt = endsAt + Math.round(random.between(9, 38) * 60) * second;
  }
  const endsAt = random.chance(0.3) ? disconnectedAt - random.whole(60, 900) * second : null;
  if (startsAt < disconnectedAt - 20 * minute) available.push({startsAt, endsAt});
  return available;
}

function sessionOf(
  agent: Agent,
  connectedAt: number,
  disconnectedAt: number | null,
  available: AgentSession["available"]
) {
  return {id: "", agent, connectedAt, disconnectedAt, available, isStale: false};
}

/** Two and a half weeks logged in, and somebody who left the screen on for the last weekend. */
function forgottenSessions(): AgentSession[] {
  const forgetful = agents.find((agent) => agent.id === staleAgent.id)!;
  const from = instantOf("Europe/Madrid", staleAgent.from, clockTime("09:02"));
  const to = instantOf("Europe/Madrid", staleAgent.to, clockTime("08:41"));
  const weekend = instantOf("Europe/Madrid", "2026-11-13", clockTime("16:04"));
  const service = agents.find((agent) => agent.skill === "SERVICIO" && agent.shift === "split")!;
  // Still on at the last instant, and less than the limit long: not stale, only open.
  const sunday = endInstant - dayLength / 3;
  return [
    {...sessionOf(forgetful, from, to, [{startsAt: from + 40 * second, endsAt: null}]), isStale: true},
    {...sessionOf(service, weekend, null, [{startsAt: weekend + minute, endsAt: null}]), isStale: true},
    {...sessionOf(agents[0]!, sunday, null, [{startsAt: sunday + minute, endsAt: null}]), isStale: true}
  ];
}
