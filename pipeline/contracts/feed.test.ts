import {expect, test} from "vitest";
import {id, instant} from "./column.js";
import {contractFaults, type Feed} from "./feed.js";
import {feeds} from "./feeds.js";

const tickets: Feed = {
  name: "tickets",
  key: ["ticket_id"],
  merge: "snapshot",
  instant: "opened_at",
  inInbox: true,
  columns: {ticket_id: id(), opened_at: instant().required()}
};

test("every contract speaks of its own columns only", () => {
  expect(feeds.flatMap(contractFaults)).toEqual([]);
});

test("a column that a contract speaks of and does not have is named", () => {
  expect(contractFaults(tickets)).toEqual([]);
  expect(contractFaults({...tickets, key: ["tiket_id"], intervals: [["opened_at", "closed_at"]]})).toEqual([
    "tickets: tiket_id is none of its columns. Add it to columns, or correct the name.",
    "tickets: closed_at is none of its columns. Add it to columns, or correct the name."
  ]);
});
