import {statSync} from "node:fs";
import {afterEach, beforeEach, describe, expect, test} from "vitest";
import type {Log} from "../log.js";
import {openElsewhere} from "../test-elsewhere.js";
import {openWarehouse, type Row, type Warehouse} from "../warehouse.js";
import {toyModels} from "./toy-models.js";
import {openToyWarehouse, type ToyMessage, type ToyWarehouse} from "./toy-warehouse.js";

let toy: ToyWarehouse;

beforeEach(async () => {
  toy = await openToyWarehouse("file");
  await toy.load([
    message("a", "x", "2026-03-02 09:00:00Z"),
    message("b", "x", "2026-03-02 09:10:00Z"),
    message("c", "y", "2026-03-03 10:00:00Z")
  ]);
});

afterEach(() => toy.close());

function message(message_id: string, conversation_id: string | null, sent_at: string | null): ToyMessage {
  return {message_id, conversation_id, sent_at};
}

/** The models that a build ran and how, like "marts.messages touched". */
async function roads(): Promise<string[]> {
  return (await toy.build()).models.map(({name, mode}) => `${name} ${mode}`);
}

describe("what is built", () => {
  test("a first build makes everything, in the order of the SQL", async () => {
    const {mode, models, upToDate} = await toy.build();
    expect({mode, upToDate}).toEqual({mode: "full", upToDate: false});
    const names = models.map(({name}) => name);
    expect(names.toSorted()).toEqual(
      Object.keys(toyModels)
        .map((path) => path.replace("/", ".").replace(".sql", ""))
        .toSorted()
    );
    expect(names.indexOf("marts.messages")).toBeGreaterThan(names.indexOf("staging.messages"));
    expect(names.indexOf("metrics.months")).toBeGreaterThan(names.indexOf("metrics.days"));
  });

  test("a first build that is stopped leaves nothing of its own", async () => {
    await toy.writeModel("metrics/months.sql", toyModels["metrics/months.sql"]!.replace(/^select/m, "select nothing,"));
    await expect(toy.build()).rejects.toThrow("nothing");
    expect(await toy.content()).toEqual({});
    expect(await toy.warehouse.rows("from ops.models union all by name from ops.checks")).toEqual([]);
    await toy.writeModel("metrics/months.sql", toyModels["metrics/months.sql"]!);
    expect(await toy.build()).toMatchObject({mode: "full"});
  });

  test("a first build that was killed between two models is begun anew", async () => {
    await toy.build();
    const whole = await toy.content();
    await toy.warehouse.run(`delete from ops.builds;
      drop table metrics.months;
      drop view rebuild.conversation_id;
      create table rebuild."all conversation_id" as select 'x' as conversation_id;
      create view rebuild.conversation_id as from rebuild."all conversation_id";`);
    expect(await toy.build({rowsAtOnce: 1})).toMatchObject({mode: "full"});
    expect(await toy.content()).toEqual(whole);
  });

  test("a part reads what lies within the span of its keys, and all where one has a row without an instant", async () => {
    await toy.writeModel(
      "marts/counts.sql",
      `-- One row per conversation.
--
-- grain conversation_id
-- column conversation_id varchar: The conversation.
-- column messages bigint: How many it has.
-- column read bigint: How many were read with its part.
-- rebuild key conversation_id

select
    conversation_id,
    count(*) as messages,
    (select count(*) from staging.messages) as read
from staging.messages
semi join rebuild.conversation_id using (conversation_id)
group by conversation_id
`
    );
    const counts = () =>
      toy.warehouse.rows("select messages, read::integer as read from marts.counts order by conversation_id");
    await toy.build({rowsAtOnce: 1});
    expect(await counts()).toEqual([
      {messages: 2, read: 2},
      {messages: 1, read: 1}
    ]);
    await toy.load([message("d", "x", "2026-03-04 10:00:00Z")]);
    await toy.build({full: true, rowsAtOnce: 1});
    expect(await counts()).toEqual([
      {messages: 3, read: 4},
      {messages: 1, read: 1}
    ]);
    await toy.load([message("e", "y", null)]);
    await toy.build({full: true, rowsAtOnce: 1});
    expect(await counts()).toEqual([
      {messages: 3, read: 4},
      {messages: 2, read: 5}
    ]);
  });

  test("a part reads what lies within the span of all names of its keys", async () => {
    await toy.writeModel(
      "marts/names.sql",
      `-- One row per other name of a conversation.
--
-- grain source_id
-- column source_id varchar: The name.
-- column conversation_id varchar: The conversation.

select 'z' as source_id, 'x' as conversation_id
`
    );
    await toy.writeModel(
      "marts/counts.sql",
      `-- One row per conversation.
--
-- grain conversation_id
-- column conversation_id varchar: The conversation.
-- column messages bigint: How many it has.
-- column read bigint: How many were read with its part.
-- rebuild key conversation_id through marts.names

select
    coalesce(names.conversation_id, messages.conversation_id) as conversation_id,
    count(*) as messages,
    (select count(*) from staging.messages) as read
from staging.messages
left join marts.names on names.source_id = messages.conversation_id
semi join rebuild.conversation_id
    on rebuild.conversation_id.conversation_id = coalesce(names.conversation_id, messages.conversation_id)
group by all
`
    );
    await toy.load([
      message("d", "z", "2026-03-05 10:00:00Z"),
      message("e", "y", "2026-03-06 10:00:00Z"),
      message("f", "z", "2026-03-02 08:00:00Z"),
      message("g", "y", "2026-03-06 11:00:00Z")
    ]);
    await toy.build({rowsAtOnce: 1});
    // From the first message of f to d, and from c to g.
    expect(
      await toy.warehouse.rows("select * replace (read::integer as read) from marts.counts order by conversation_id")
    ).toEqual([
      {conversation_id: "x", messages: 4, read: 5},
      {conversation_id: "y", messages: 3, read: 4}
    ]);
  });

  test("a table is written in the order that its header names, in a later full build too", async () => {
    await toy.load([message("0", "x", "2026-03-02 23:00:00Z")]);
    const sql = toyModels["marts/messages.sql"]!;
    await toy.writeModel("marts/messages.sql", sql.replace(/^-- rebuild.*$/m, "$&\n-- sorted by message_id"));
    const ids = async () =>
      (await toy.warehouse.rows("select message_id as id from marts.messages order by rowid")).map(({id}) => id);
    await toy.build();
    expect(await ids()).toEqual(["0", "a", "b", "c"]);
    await toy.build({full: true, rowsAtOnce: 1});
    // In parts, one conversation after the other.
    expect(await ids()).toEqual(["0", "a", "b", "c"]);
  });

  test("a long table by days in an order is made of some days after the others", async () => {
    await toy.load([message("d", "z", "2026-01-02 10:00:00Z"), message("e", "z", "2026-05-04 10:00:00Z")]);
    await toy.build();
    const whole = await toy.content();
    const sql = toyModels["metrics/days.sql"]!;
    await toy.writeModel("metrics/days.sql", sql.replace(/^-- rebuild.*$/m, "$&\n-- sorted by day"));
    const statements: string[] = [];
    const {run} = toy.warehouse;
    toy.warehouse.run = (sql, parameters) => {
      if (/^(create or replace table metrics\.days as|insert into metrics\.days) /.test(sql))
        statements.push(sql.split(" ")[0]!);
      return run(sql, parameters);
    };
    // The calendar is a source too, and has a row for each of its days.
    for (const [rowsAtOnce, parts] of [
      [1000, 1],
      [40, 11],
      [16, 26]
    ] as const) {
      statements.length = 0;
      await toy.build({full: true, rowsAtOnce});
      expect(statements).toEqual(["create", ...Array(parts - 1).fill("insert")]);
      expect(await toy.content()).toEqual(whole);
      const days = (await toy.warehouse.rows("select day::varchar as day from metrics.days order by rowid")).map(
        ({day}) => day
      );
      expect(days).toEqual(days.toSorted());
    }
  });

  test("a table in an order whose first part has no rows holds those of the others", async () => {
    await toy.writeModel(
      "marts/long.sql",
      `-- Rows of the days from June on.
--
-- grain day, number
-- column day date: The day.
-- column number bigint: One of five thousand.
-- rebuild day
-- sorted by day

select calendar_days.day, numbers.range as number
from marts.calendar_days
semi join rebuild.day using (day)
cross join range(5000) as numbers
where calendar_days.day >= '2026-06-01'
`
    );
    await toy.build();
    const read = "select sum(number)::bigint as sum, count(day) as days from marts.long";
    const whole = await toy.warehouse.row(read);
    await toy.build({full: true, rowsAtOnce: 60});
    expect(await toy.warehouse.row(read)).toEqual(whole);
    expect(Number(whole["days"])).toBeGreaterThan(1_000_000);
  });

  test("as of is the newest event, unless a clock ran ahead of the load that brought it", async () => {
    await toy.load([message("d", "y", "2026-03-04 10:00:00.5Z"), message("e", "y", "2026-03-04 10:00:00Z")]);
    await toy.build();
    const asOf = () => toy.warehouse.row("select as_of::varchar as at, agents_as_of as agents from ops.as_of");
    expect(await asOf()).toEqual({at: "2026-03-04 10:00:00.5+00", agents: null});
    await toy.load([message("f", "y", "2031-01-01 00:00:00Z")]);
    await toy.build();
    expect(await asOf()).toEqual({at: "2026-03-04 10:00:00.5+00", agents: null});
  });

  test("nothing new, nothing run, nothing written", async () => {
    await toy.build();
    await toy.warehouse.run("checkpoint");
    const before = statSync(toy.home.warehouse, {bigint: true}).mtimeNs;
    expect(await toy.build()).toMatchObject({mode: "none", models: [], upToDate: true});
    await toy.warehouse.run("checkpoint");
    expect(statSync(toy.home.warehouse, {bigint: true}).mtimeNs).toBe(before);
  });

  test("a new message is followed by key, day and month; untouched tables rest", async () => {
    await toy.build();
    await toy.load([message("d", "y", "2026-03-03 10:01:00Z")]);
    expect(await roads()).toEqual([
      "staging.messages view",
      "marts.messages touched",
      "marts.conversations touched",
      "marts.follow_ups touched",
      "marts.silences touched",
      "metrics.days touched",
      "metrics.months touched",
      "metrics.totals whole"
    ]);
    expect(await toy.warehouse.rows("select messages, conversations from metrics.days order by day")).toEqual([
      {messages: 2, conversations: 1},
      {messages: 2, conversations: 1}
    ]);
  });

  test("what time alone changes is made anew at its instant, not before", async () => {
    await toy.load([message("m", "z", "2026-04-01 09:00:00Z")]);
    await toy.build();
    const daysAt = async (instant: string) => {
      await toy.load([message(instant, "clock", instant)]);
      const {models} = await toy.build();
      expect(models.map(({name}) => name)).toContain("marts.silences");
      const [row] = await toy.warehouse.rows<{days: number}>(
        "select days from marts.silences where conversation_id = 'z'"
      );
      return row?.days;
    };
    expect(await daysAt("2026-04-02 08:59:59Z")).toBe(0);
    expect(await daysAt("2026-04-02 09:00:00Z")).toBe(1);
    expect(await daysAt("2026-04-04 08:59:59Z")).toBe(1);
    expect(await daysAt("2026-04-05 00:00:00Z")).toBe(3);
  });

  test("a table without the key touches the rows that follow it", async () => {
    await toy.writeModel(
      "marts/day_sizes.sql",
      `-- One row per local day.
-- grain day
-- column day date: The local day.
-- column messages integer: Messages sent on it.
select day, count(*)::integer as messages from marts.messages group by day
`
    );
    await toy.writeModel(
      "marts/shares.sql",
      `-- One row per message.
-- grain message_id
-- column message_id varchar: The message.
-- column conversation_id varchar: Its conversation.
-- column day date: The local day it was sent on.
-- column day_messages integer: Messages sent on the day.
-- rebuild key conversation_id
-- follows marts.day_sizes by day
select messages.message_id, messages.conversation_id, messages.day, day_sizes.messages as day_messages
from marts.messages
semi join rebuild.conversation_id using (conversation_id)
inner join marts.day_sizes on day_sizes.day = messages.day
`
    );
    await toy.build();
    await toy.load([message("d", "z", "2026-03-03 10:01:00Z")]);
    expect(await roads()).toContain("marts.shares touched");
    const daily = await toy.content();
    expect(daily["marts.shares"]).toContainEqual(expect.objectContaining({message_id: "c", day_messages: 2}));
    await toy.build({full: true});
    expect(daily).toEqual(await toy.content());
  });

  test("a row that comes out as it was goes no further", async () => {
    await toy.build();
    await toy.load([message("a", "x", "2026-03-02 09:00:00Z")]);
    expect(await roads()).toEqual(["staging.messages view", "marts.messages touched"]);
  });

  test("a changed setting rebuilds what reads settings, whole, and what stands on that", async () => {
    await toy.build();
    await toy.writeSettings("session_gap_hours: 12\n");
    expect(await roads()).toEqual(["marts.calendar_days whole", "metrics.totals whole"]);
    expect(await toy.warehouse.row("select gap_hours from metrics.totals")).toEqual({gap_hours: 12});
    await toy.writeSettings("time_zone: Pacific/Auckland\n");
    await toy.build();
    const daily = await toy.content();
    await toy.build({full: true});
    expect(daily).toEqual(await toy.content());
    expect(daily["metrics.days"]).toMatchObject([{day: "2026-03-02"}, {day: "2026-03-03"}]);
  });

  test("another SQL text rebuilds its table and all that reads it; another meaning only its comment", async () => {
    await toy.build();
    const sql = toyModels["marts/messages.sql"]!;
    await toy.writeModel("marts/messages.sql", sql.replace("The local day it was sent on.", "When, as a day."));
    expect(await roads()).toEqual(["marts.messages kept"]);
    expect(await meaning("marts.messages", "day")).toBe("When, as a day.");
    await toy.writeModel("marts/messages.sql", sql.replace("epoch(ordered.sent_at", "1 + epoch(ordered.sent_at"));
    expect(await roads()).toEqual([
      "marts.messages whole",
      "marts.conversations whole",
      "marts.follow_ups whole",
      "metrics.days whole",
      "metrics.totals whole"
    ]);
  });

  test("the table of a model that is gone is dropped, and said", async () => {
    await toy.build();
    await toy.removeModel("metrics/months.sql");
    const said: string[] = [];
    const step: Log["step"] = () => ({advance() {}, end() {}});
    await toy.build({}, {log: {info: (line) => said.push(line), warn() {}, step}});
    expect(said).toEqual(["metrics.months was dropped: no model makes it any more."]);
    expect(await toy.warehouse.rows("select 1 from duckdb_tables() where table_name = 'months'")).toEqual([]);
  });

  test("as-of is the newest event that is not later than its load", async () => {
    await toy.load([message("z", "x", "2031-01-01 00:00:00Z")]);
    await toy.build();
    expect(await toy.warehouse.rows("select as_of::varchar as as_of, agents_as_of from ops.as_of")).toEqual([
      {as_of: "2026-03-03 10:00:00+00", agents_as_of: null}
    ]);
  });
});

describe("what is promised", () => {
  const broken: [what: string, sql: (sql: string) => string, fault: RegExp][] = [
    [
      "a check",
      (sql) => sql.replace("-- check no_negative_silence: silence_seconds is null or", "-- check never_a_minute:"),
      /^marts\.messages: 2 rows fail the check "never_a_minute", like:\n {4}\{"message_id":"a".*\n.*\n {2}The warehouse is as it was\. See them with: npx chat-analytics query "from ops\.failed_rows"$/
    ],
    [
      "a type",
      (sql) => sql.replace("silence_seconds bigint", "silence_seconds integer"),
      /^models\/marts\/messages\.sql: column 5 is silence_seconds BIGINT, the header says silence_seconds INTEGER\.$/
    ],
    [
      "a grain",
      (sql) => sql.replace("-- grain message_id", "-- grain conversation_id"),
      /^marts\.messages: 2 keys repeat \(grain conversation_id\), like:\n {4}\{"conversation_id":"x","repeats":2\}/
    ],
    [
      "the SQL",
      (sql) => sql.replace("calendar_days.day,", "calendar_days.dya,"),
      /^models\/marts\/messages\.sql: Binder Error: .*dya/
    ]
  ];

  test.each(broken)(
    "a model that breaks %s stops the build and leaves the warehouse as it was",
    async (_, change, fault) => {
      await toy.build();
      const before = await toy.content();
      await toy.load([message("d", "y", "2026-03-04 10:00:00Z")]);
      await toy.writeModel("marts/messages.sql", change(toyModels["marts/messages.sql"]!));
      await expect(toy.build()).rejects.toThrow(fault);
      expect(await toy.content()).toEqual(before);
      await toy.writeModel("marts/messages.sql", toyModels["marts/messages.sql"]!);
      expect(await toy.build()).toMatchObject({mode: "daily", upToDate: false});
    }
  );

  test("the rows that failed can be looked at, until a build succeeds", async () => {
    await toy.writeModel("marts/messages.sql", broken[0]![1](toyModels["marts/messages.sql"]!));
    await expect(toy.build()).rejects.toThrow("never_a_minute");
    expect(
      await toy.warehouse.rows("select model, check_name, row ->> 'message_id' as id from ops.failed_rows")
    ).toEqual([
      {model: "marts.messages", check_name: "never_a_minute", id: "a"},
      {model: "marts.messages", check_name: "never_a_minute", id: "c"}
    ]);
    await toy.writeModel("marts/messages.sql", toyModels["marts/messages.sql"]!);
    await toy.build();
    expect(await toy.warehouse.rows("select 1 from duckdb_tables() where table_name = 'failed_rows'")).toEqual([]);
  });

  test("a check is tried on touched rows too", async () => {
    await toy.writeModel(
      "metrics/days.sql",
      toyModels["metrics/days.sql"]!.replace("-- rebuild day", "-- check few: messages < 3\n-- rebuild day")
    );
    await toy.build();
    await toy.load([message("d", "x", "2026-03-02 11:00:00Z")]);
    await expect(toy.build()).rejects.toThrow('metrics.days: 1 row fails the check "few"');
  });

  test("a key that moved is not two rows: the grain is tried against all history", async () => {
    await toy.writeModel(
      "marts/messages.sql",
      toyModels["marts/messages.sql"]!.replace("-- grain message_id", "-- grain sent_at")
    );
    await toy.build();
    await toy.load([message("d", "y", "2026-03-02 09:00:00Z")]);
    await expect(toy.build()).rejects.toThrow("marts.messages: 1 key repeats (grain sent_at)");
  });

  test("a warn is counted with its rows, over builds", async () => {
    const warns = () =>
      toy.warehouse.rows("select failed_rows, example from ops.checks where check_name = 'short_silence'");
    await toy.build();
    expect(await warns()).toEqual([{failed_rows: 0, example: null}]);
    await toy.load([message("d", "x", "2026-04-02 09:10:00Z")]);
    await toy.build();
    expect(await warns()).toMatchObject([{failed_rows: 1, example: expect.stringContaining('"message_id":"d"')}]);
    await toy.load([message("e", "x", "2026-03-20 09:10:00Z")]);
    await toy.build();
    expect(await warns()).toEqual([{failed_rows: 0, example: null}]);
  });

  test("a model that forgets to join what is to be rebuilt is refused, not doubled", async () => {
    const sql = toyModels["metrics/days.sql"]!;
    await toy.writeModel("metrics/days.sql", sql.replace("    semi join rebuild.day using (day)\n", ""));
    await toy.build();
    await toy.load([message("d", "y", "2026-03-05 10:00:00Z")]);
    await expect(toy.build()).rejects.toThrow(
      'models/metrics/days.sql: makes rows of "day" 2026-03-02, which is not to be rebuilt.'
    );
  });
});

describe("what others see", () => {
  test("comments say what the header says", async () => {
    await toy.build();
    expect(await meaning("marts.messages", "silence_seconds")).toMatch(/^Time since the message before it/);
    expect(await meaning("staging.messages", "sent_at")).toBe("When it was sent.");
    expect(
      await toy.warehouse.row(
        "select comment from duckdb_tables() where schema_name = 'metrics' and table_name = 'days'"
      )
    ).toEqual({comment: "One row per local day."});
  });

  test("metrics.definitions has every column of marts and metrics, its own too", async () => {
    await toy.build();
    const defined = `select table_name || '.' || column_name as name from metrics.definitions`;
    const there = `select schema_name || '.' || table_name || '.' || column_name as name
      from duckdb_columns() where schema_name in ('marts', 'metrics')`;
    expect(await toy.warehouse.rows(`${defined} except all ${there}`)).toEqual([]);
    expect(await toy.warehouse.rows(`${there} except all ${defined}`)).toEqual([]);
    expect(
      await toy.warehouse.row(
        `select * exclude (table_name, column_name) from metrics.definitions
        where table_name = 'metrics.days' and column_name = 'messages'`
      )
    ).toEqual({
      ...{type: "integer", position: 2, grain: "day"},
      ...{meaning: "Messages sent on it.", meaning_es: "Mensajes enviados en él."},
      ...{table_meaning: "One row per local day.", table_meaning_es: null}
    });
  });

  test("between builds a model's file runs as it stands and gives its table", async () => {
    await toy.build();
    for (const path of ["marts/messages.sql", "marts/follow_ups.sql", "metrics/months.sql"]) {
      const table = path.replace("/", ".").replace(".sql", "");
      const rows = await toy.warehouse.rows(`select * from (${toyModels[path]}) order by all`);
      expect(rows).toEqual(await toy.warehouse.rows(`from ${table} order by all`));
    }
  });

  test("another process reads what was built", async () => {
    await toy.build();
    toy.warehouse.close();
    const script = `console.log(JSON.stringify(await warehouse.rows("select messages from metrics.totals")));`;
    const {stdout, stderr} = openElsewhere(toy.home.warehouse, {readOnly: true, script});
    expect(stdout.trim(), stderr).toBe('[{"messages":3}]');
    toy.warehouse = await openWarehouse(toy.home.warehouse);
  });

  test("Ctrl-C rolls back, and the next build works", async () => {
    const stop = new AbortController();
    await toy.writeModel("metrics/slow.sql", slow);
    setTimeout(() => stop.abort(), 500);
    const started = performance.now();
    await expect(toy.build({}, {signal: stop.signal})).rejects.toMatchObject({name: "AbortError"});
    expect(performance.now() - started).toBeLessThan(20_000);
    expect((await toy.content())["marts.messages"]).toBeUndefined();
    await toy.removeModel("metrics/slow.sql");
    expect(await toy.build()).toMatchObject({mode: "full"});
  });

  test("Ctrl-C at the very end of a first build leaves nothing of it either", async () => {
    const stop = new AbortController();
    const {rows} = toy.warehouse;
    const stopsAtTheEnd = <Found extends Row>(...[sql, parameters]: Parameters<Warehouse["rows"]>) => {
      if (sql.includes("from ops.checks")) stop.abort();
      return rows<Found>(sql, parameters);
    };
    toy.warehouse.rows = stopsAtTheEnd;
    await expect(toy.build({}, {signal: stop.signal})).rejects.toMatchObject({name: "AbortError"});
    toy.warehouse.rows = rows;
    expect(await toy.content()).toEqual({});
    expect(await toy.build()).toMatchObject({mode: "full"});
  });

  test("a profile says per model how long, how much memory and what was slowest", async () => {
    const {models} = await toy.build({profile: true});
    const {profile} = models.find(({name}) => name === "marts.messages")!;
    expect(profile).toMatchObject({seconds: expect.any(Number), slowest: {name: expect.stringMatching(/^[A-Z_]+$/)}});
    expect(profile!.memoryBytes).toBeGreaterThan(0);
  });

  test("a profile of a model made in parts is that of all of them", async () => {
    const {models} = await toy.build({profile: true, rowsAtOnce: 1});
    expect(models.find(({name}) => name === "marts.messages")!.profile!.parts).toBeGreaterThan(1);
  });
});

const slow = `-- Counts for a minute.
-- grain one row
-- column pairs hugeint: Pairs.

select sum(a.range::hugeint * b.range) as pairs
from marts.calendar_days
cross join range(1000000) as a
cross join range(10000) as b
`;

async function meaning(table: string, column: string): Promise<unknown> {
  const {comment} = await toy.warehouse.row(
    "select comment from duckdb_columns() where schema_name || '.' || table_name = $table and column_name = $column",
    {table, column}
  );
  return comment;
}
