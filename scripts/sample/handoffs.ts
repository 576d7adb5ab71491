import {dayLength, endInstant, hour, type Interval, isOpen, minute, nextOpening, second} from "./clock.js";
import {type Agent, agents, type Skill} from "./company.js";
import type {AgentConversation, HandoffRequest, Message, Milestone} from "./conversations.js";
import {askPerson} from "./intents.js";
import {
  agentEndings,
  agentGreetings,
  agentReplies,
  closedNotice,
  contactReplies,
  fill,
  impatience,
  workshopNotice
} from "./phrases.js";
import {type Random, randomOf} from "./random.js";

export interface HumanPart {
  messages: Message[];
  milestones: Milestone[];
  conversation: AgentConversation;
}

/** A message in the making: text unless it says otherwise. */
type Draft = Omit<Message, "id" | "type"> & Partial<Pick<Message, "type">>;

interface Desk {
  agent: Agent;
  available: Interval[];
  /** When the chats at hand end. */
  chats: number[];
}

const chatsAtOnce = 4;

/** Requests in order of time meet the people who are there; what comes when nobody is waits for the morning. */
export function simulateHandoffs(requests: HandoffRequest[], availability: Map<string, Interval[]>): HumanPart[] {
  const random = randomOf("handoffs");
  const desks = agents.map((agent): Desk => ({agent, available: availability.get(agent.id)!, chats: []}));
  const sorted = [...requests].sort((a, b) => a.at - b.at || (a.contact.id < b.contact.id ? -1 : 1));
  return sorted.map((request, index) => serve(random, desks, request, String(15_500 + index * 3)));
}

function serve(random: Random, desks: Desk[], request: HandoffRequest, id: string): HumanPart {
  const {contact, at, skill} = request;
  const conversation: AgentConversation = {
    id,
    skill,
    queuedAt: at,
    assignedAt: null,
    closedAt: null,
    closeReason: "",
    agentId: null
  };
  const part: HumanPart = {messages: [], milestones: [], conversation};
  const open = isOpen(skill, at);
  say(part, {contact, at: at + second, author: "bot", text: announcement(random, skill, open), intent: askPerson});
  if (!open && random.chance(0.12)) insist(random, part, request);

  const desk = seat(random, desks, skill, open ? at : callBackAt(random, skill, at));
  const isLeft = random.chance(open ? 0.035 : 0.24);
  if (isLeft || desk === null || desk.at > endInstant) {
    if (open && random.chance(0.5)) complain(random, part, request);
    if (at + 2 * dayLength < endInstant) {
      conversation.closedAt = nextOpening(skill, at + dayLength) + 20 * minute;
      conversation.closeReason = "Caducada";
    }
    return part;
  }
  talkToAgent(random, part, request, desk);
  return part;
}

function announcement(random: Random, skill: Skill, open: boolean): string {
  if (open) return random.pick(askPerson.replies);
  return skill === "SERVICIO" ? workshopNotice : closedNotice;
}

// Most are called back when the team opens, some only days later.
function callBackAt(random: Random, skill: Skill, at: number): number {
  const opening = nextOpening(skill, at);
  if (random.chance(0.8)) return opening + Math.round(random.around(35, 0.9)) * minute;
  return nextOpening(skill, opening + random.whole(1, 4) * dayLength + random.whole(0, 300) * minute);
}

/** Somebody of the team with a free hand, the one who has least to do first. */
function seat(random: Random, desks: Desk[], skill: Skill, from: number): {desk: Desk; at: number} | null {
  let best: {desk: Desk; at: number; load: number} | null = null;
  for (const desk of desks) {
    if (desk.agent.skill !== skill) continue;
    const at = freeAt(desk, from);
    if (at === null) continue;
    const load = desk.chats.filter((end) => end > at).length;
    if (best === null || at < best.at || (at === best.at && load < best.load)) best = {desk, at, load};
  }
  if (best === null) return null;
  // They finish a line or a telephone call before they take the next.
  const pickup = Math.round(random.around(42, 1.1)) * second;
  return {desk: best.desk, at: best.at + Math.min(pickup, 40 * minute) + best.load * random.whole(10, 120) * second};
}

function freeAt(desk: Desk, from: number): number | null {
  const busy = desk.chats.filter((end) => end > from).sort((a, b) => a - b);
  const handFree = busy.length < chatsAtOnce ? from : busy[busy.length - chatsAtOnce]!;
  const stretch = desk.available.find((one) => one.endsAt - 5 * minute > handFree);
  return stretch ? Math.max(handFree, stretch.startsAt) : null;
}

function talkToAgent(random: Random, part: HumanPart, request: HandoffRequest, seated: {desk: Desk; at: number}): void {
  const {contact, at, skill} = request;
  const {conversation} = part;
  let agent = seated.desk.agent;
  let now = seated.at;
  conversation.assignedAt = now;
  conversation.agentId = agent.id;
  if (now - at > 8 * minute && random.chance(0.35)) complain(random, part, request);

  // After a day without a word from the contact WhatsApp takes templates only.
  const lastHeard = part.messages.filter((one) => one.author === "contact").at(-1)?.at ?? at;
  const isWindowClosed = contact.channel === "whatsapp" && now - lastHeard > dayLength - minute;
  if (isWindowClosed) {
    reopen(random, part, request, agent, now);
    if (!random.chance(0.45)) {
      close(part, agent, now + 3 * hour, "Sin respuesta del cliente");
      return;
    }
    now += Math.round(random.around(40, 0.9)) * minute;
    say(part, {contact, at: now, author: "contact", text: fill(random, random.pick(contactReplies), request.slots)});
  }

  now += random.whole(15, 50) * second;
  say(part, {contact, at: now, author: "agent", agentId: agent.id, text: greetingOf(random, agent)});
  const rounds = random.whole(1, 4);
  for (let round = 0; round < rounds; round++) {
    now += Math.round(random.around(70, 1)) * second;
    if (random.chance(0.08)) break;
    say(part, contactAnswer(random, request, now));
    now += Math.round(random.around(130, 0.9)) * second;
    if (round === 0 && random.chance(0.07)) {
      agent = transfer(random, part, request, agent, now);
      now += random.whole(120, 900) * second;
    }
    say(part, {
      contact,
      at: now,
      author: "agent",
      agentId: agent.id,
      text: fill(random, random.pick(agentReplies[skill]), request.slots)
    });
  }
  now += random.whole(30, 240) * second;
  say(part, {contact, at: now, author: "agent", agentId: agent.id, text: random.pick(agentEndings)});
  const chatEnd = now + random.whole(2, 25) * minute;
  seated.desk.chats.push(chatEnd);
  close(part, agent, chatEnd, random.chance(0.84) ? "Resuelta" : "Sin respuesta del cliente");
  if (skill === "VENTAS" && random.chance(0.3)) {
    part.milestones.push({contact, at: now, event: "goal_reached", text: "Venta cerrada", agentId: agent.id, skill});
  }
}

function greetingOf(random: Random, agent: Agent): string {
  return random.pick(agentGreetings).replace("{agente}", agent.name.split(" ")[0]!);
}

function contactAnswer(random: Random, request: HandoffRequest, at: number): Draft {
  const {contact} = request;
  const type = random.next();
  const text = fill(random, random.pick(contactReplies), request.slots);
  if (type < 0.06) return {contact, at, author: "contact", type: "image", text: ""};
  if (type < 0.09) return {contact, at, author: "contact", type: "audio", text: ""};
  return {contact, at, author: "contact", text};
}

function transfer(random: Random, part: HumanPart, request: HandoffRequest, from: Agent, at: number): Agent {
  const others = agents.filter((agent) => agent.skill === request.skill && agent.id !== from.id);
  const to = random.pick(others);
  const text = `Traspasada de ${from.name} a ${to.name}`;
  part.milestones.push({
    contact: request.contact,
    at,
    event: "transferred",
    text,
    agentId: to.id,
    skill: request.skill
  });
  return to;
}

function reopen(random: Random, part: HumanPart, {contact}: HandoffRequest, agent: Agent, at: number): void {
  // Some agents still try a plain text; it fails.
  if (random.chance(0.3)) {
    const text = greetingOf(random, agent);
    say(part, {contact, at: at - 50 * second, author: "agent", agentId: agent.id, text, error: "131047"});
  }
  const text = `Hola, soy ${agent.name.split(" ")[0]} de Nimbora. Nos escribiste fuera de horario, ¿seguimos?`;
  const template = {name: "retomar_conversacion", category: "utility" as const};
  say(part, {contact, at, author: "agent", agentId: agent.id, type: "template", text, template});
}

function close(part: HumanPart, agent: Agent, at: number, reason: string): void {
  part.conversation.closedAt = at;
  part.conversation.closeReason = reason;
  part.conversation.agentId = agent.id;
}

function insist(random: Random, part: HumanPart, {contact, at}: HandoffRequest): void {
  const later = at + random.whole(3, 180) * minute;
  say(part, {contact, at: later, author: "contact", text: random.pick(impatience)});
}

function complain(random: Random, part: HumanPart, {contact, at}: HandoffRequest): void {
  say(part, {contact, at: at + random.whole(200, 480) * second, author: "contact", text: random.pick(impatience)});
}

function say(part: HumanPart, message: Draft): void {
  if (message.at >= endInstant) return;
  part.messages.push({id: "", type: "text", ...message, agentConversation: part.conversation});
}
