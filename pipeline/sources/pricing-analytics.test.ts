import {gzipSync} from "node:zlib";
import {afterEach, beforeEach, expect, test} from "vitest";
import {ingest} from "../ingest/ingest.js";
import {makeTestHome, type TestHome} from "../ingest/test-home.js";

let home: TestHome;
beforeEach(async () => {
  home = await makeTestHome();
});
afterEach(() => home.remove());

const point = {
  start: 1767225600,
  end: 1767312000,
  phone_number: "34700000001",
  country: "ES",
  pricing_type: "REGULAR",
  pricing_category: "UTILITY",
  tier: "0:100000",
  volume: 42,
  cost: 0.84
};

function answer(points: object[], id: string | undefined = "1029", field = "pricing_analytics"): string {
  return JSON.stringify({[field]: {data: [{data_points: points}]}, id}, null, 2);
}

async function load(path: string, content: string | Buffer) {
  home.put(`pricing_analytics/${path}`, content);
  const {files} = await ingest(home.context);
  return files.at(-1)!;
}

function rows(columns: string) {
  return home.context.warehouse.rows(`select ${columns} from raw.pricing_analytics order by all`);
}

test("each data point of an answer is a row, with the account of the answer", async () => {
  const file = await load("october.json", answer([point, {...point, country: "PT", volume: 1, cost: 2e-5}]));
  expect(file).toMatchObject({rows_read: 2, rows_accepted: 2, rows_refused: 0});
  expect(await rows("account_id, field, starts_at::varchar as starts_at, country, tier, volume, cost")).toEqual([
    expect.objectContaining({account_id: "1029", country: "ES", tier: "0:100000", volume: 42, cost: "0.840000"}),
    expect.objectContaining({starts_at: "2026-01-01 00:00:00+00", country: "PT", volume: 1, cost: "0.000020"})
  ]);
});

test("conversations of the older answer are the same columns under their names", async () => {
  const conversation = {
    start: 1685577600,
    end: 1685664000,
    conversation: 3,
    phone_number: "34700000001",
    country: "ES",
    conversation_type: "FREE_TIER",
    conversation_direction: "UNKNOWN",
    conversation_category: "SERVICE",
    cost: 0
  };
  await load("june.json.gz", gzipSync(answer([conversation], "1029", "conversation_analytics")));
  expect(await rows("field, pricing_type, pricing_category, direction, volume")).toEqual([
    {
      field: "conversation_analytics",
      pricing_type: "FREE_TIER",
      pricing_category: "SERVICE",
      direction: "UNKNOWN",
      volume: 3
    }
  ]);
});

test("a later download of the same point takes its place", async () => {
  await load("a.json", answer([point]));
  const file = await load("b.json", answer([{...point, volume: 50, cost: 1}]));
  expect(file).toMatchObject({rows_accepted: 1, rows_replaced: 1});
  expect(await rows("volume")).toEqual([{volume: 50}]);
});

test("a page without its account takes the one that its file's name begins with", async () => {
  await load("104830000000001-2026-10.json", answer([point], ""));
  expect(await rows("account_id")).toEqual([{account_id: "104830000000001"}]);
});

test("a point that cannot be read goes alone, with its reason", async () => {
  const file = await load("x.json", answer([point, {...point, start: "soon"}, {...point, end: undefined}]));
  expect(file).toMatchObject({rows_read: 3, rows_accepted: 1, rows_refused: 2});
  const rejects = await home.context.warehouse.rows("select column_name, reason from ops.rejects order by all");
  expect(rejects).toEqual([
    {column_name: "ends_at", reason: "missing_value"},
    {column_name: "starts_at", reason: "invalid_instant"}
  ]);
});

test("answers may stand one per line, and a line that is none goes alone", async () => {
  const lines = [answer([point]), '{"data": []}', answer([{...point, country: "PT"}], "2058")];
  const file = await load("x.jsonl", lines.map((line) => JSON.stringify(JSON.parse(line))).join("\n"));
  expect(file).toMatchObject({rows_read: 3, rows_accepted: 2, rows_refused: 1});
});

test("a refusal names its line, its column and its value", async () => {
  const points = [
    {...point, start: "soon"},
    {...point, end: 86400},
    {...point, volume: 5.5},
    {...point, cost: "0,84"}
  ];
  const lines = [...points.map((each) => answer([point, each])), "{broken"];
  await load("x.jsonl", lines.map((line) => line.replaceAll(/\s*\n\s*/g, "")).join("\n"));
  const told = await home.context.warehouse.rows("select line, message from ops.rejects order by line");
  expect(told).toEqual([
    {line: 1, message: 'starts_at "soon" is no instant; the Graph API gives epoch seconds.'},
    {line: 2, message: 'ends_at "86400" is before 2009 or in the future; check its unit.'},
    {line: 3, message: 'volume "5.5" is no whole number; keep it as the Graph API gives it.'},
    {line: 4, message: 'cost "0,84" is no amount; keep it as the Graph API gives it.'},
    {line: 5, message: "The line is no JSON; keep one whole answer of the Graph API per file or line."}
  ]);
});

test("an answer without points is no fault", async () => {
  expect(await load("empty.json", answer([]))).toMatchObject({rows_read: 0, rows_accepted: 0, rows_refused: 0});
});

test("JSON of something else is refused whole", async () => {
  const file = await load("other.json", '{"entry": []}');
  expect(file).toMatchObject({rows_accepted: 0, rows_refused: 1});
});
