import {expect, test} from "vitest";
import {endInstant, firstInstant} from "./clock.js";
import {intents} from "./intents.js";
import {availabilityOf} from "./shifts.js";
import {simulateWorld} from "./world.js";

const world = simulateWorld();

test("messages have ids of their own and stand in order of time, within the sample's days", () => {
  const {messages} = world;
  expect(new Set(messages.map(({id}) => id)).size).toBe(messages.length);
  expect(messages.every(({at}, index) => index === 0 || at >= messages[index - 1]!.at)).toBe(true);
  expect(messages[0]!.at).toBeGreaterThanOrEqual(firstInstant);
  expect(messages.at(-1)!.at).toBeLessThan(endInstant);
});

test("agents greet only while they take conversations", () => {
  const availability = availabilityOf(world.shifts);
  const first = new Map<string, {agentId: string; at: number}>();
  for (const {author, agentId, agentConversation, at} of world.messages) {
    if (author !== "agent" || !agentConversation || first.has(agentConversation.id)) continue;
    first.set(agentConversation.id, {agentId: agentId!, at});
  }
  const early = [...first.values()].filter(
    // Picking up may take until after the stretch ends, never before it begins.
    ({agentId, at}) => !availability.get(agentId)!.some((one) => one.startsAt <= at && at < one.endsAt + 3_600_000)
  );
  expect(first.size).toBeGreaterThan(1000);
  expect(early).toEqual([]);
});

test("WhatsApp tells of every message sent there, in the old rules' words and in the new ones'", () => {
  const told = new Set(world.statuses.map(({message}) => message.id));
  const silent = world.messages.filter(
    ({contact, author, isEcho, id, at}) =>
      contact.channel === "whatsapp" && author !== "contact" && !isEcho && !told.has(id) && at < endInstant - 60_000
  );
  expect(silent).toEqual([]);
  const types = (month: string, category: string) =>
    new Set(
      world.statuses
        .filter(({unit, at}) => unit?.category === category && new Date(at).toISOString().startsWith(month))
        .map(({unit}) => unit!.type)
    );
  expect(types("2026-09", "utility")).toEqual(new Set(["regular", "free_customer_service"]));
  expect(types("2026-10-2", "utility")).toEqual(new Set(["regular"]));
  expect(types("2026-09-1", "service")).toEqual(new Set(["free_customer_service"]));
  expect(types("2026-10", "service")).toEqual(new Set(["free_customer_service", "regular"]));
});

test("people's numbers belong to nobody", () => {
  const fictitious = /^(347000|351900|3363998|49176040690|447700900|52550000|57399)\d*$/;
  const phones = world.contacts.flatMap(({phone}) => phone ?? []);
  expect(phones.filter((phone) => !fictitious.test(phone))).toEqual([]);
  expect(new Set(phones).size).toBe(phones.length);
});

test("the bot knows twenty-five intents", () => {
  expect(intents).toHaveLength(25);
  expect(new Set(intents.flatMap((intent) => [intent.dialogflow, intent.console])).size).toBe(50);
});
