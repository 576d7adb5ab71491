import {mkdirSync} from "node:fs";
import {join} from "node:path";
import {columnList} from "../../pipeline/build/columns.js";
import {readModels} from "../../pipeline/build/models.js";
import {writeReports} from "../../pipeline/reports/report.js";
import {withHome} from "./home.js";
import {type Benchmark, type Measurement, measure, type Works} from "./measure.js";

const few = 100_000;
const many = 1_000_000;
/** Little, so that what DuckDB may keep and what grows with the rows can be told apart. */
const memoryLimit = "256MB";
/** 256 MB for DuckDB and what Node, the code and its buffers take, whatever the rows. */
const mostMegabytes = 850;

export const benchmark: Benchmark = {
  name: "report",
  question: "Does a report of a million rows, and its revision, need more memory than one of a hundred thousand?",
  async run({folder, say}) {
    const measured: Record<string, Measurement> = {};
    for (const rows of [few, many]) {
      const root = join(folder, `home-${rows}`);
      mkdirSync(root, {recursive: true});
      const input = {folder, memoryLimit, root, rows: String(rows)};
      await measure("report", "fill", {...input, memoryLimit: "512MB"});
      measured[`first ${rows}`] = await measure("report", "write", input);
      await measure("report", "change", {...input, memoryLimit: "512MB"});
      measured[`revision ${rows}`] = await measure("report", "write", input);
    }
    const peak = (name: string) => measured[name]!.peakMegabytes;
    say(`conversation_content for Excel, ${measured[`first ${many}`]!.result["rows"]!.toLocaleString("en")} rows`);
    return ["first", "revision"].flatMap((name) => [
      {name: `${name}, peak memory, ${few / 1000} thousand rows`, value: peak(`${name} ${few}`), unit: "MB" as const},
      {
        name: `${name}, peak memory, a million rows`,
        value: peak(`${name} ${many}`),
        unit: "MB" as const,
        atMost: mostMegabytes
      },
      {
        name: `${name}, a million rows`,
        value: measured[`${name} ${many}`]!.processorSeconds,
        unit: "seconds" as const
      }
    ]);
  }
};

export const works: Works = {
  fill: ({root, memoryLimit, rows}) => fill(root!, memoryLimit, Number(rows)),
  write: ({root, memoryLimit}) =>
    withHome(root!, memoryLimit, async (context) => {
      const settings = {...context.settings, reports: {...context.settings.reports, dialect: "excel-es" as const}};
      const options = {names: ["conversation_content"], day: "2026-03-02"};
      const {reports} = await writeReports({...context, settings}, options);
      return {rows: reports[0]!.rows, revision: reports[0]!.revision};
    }),
  change: ({root, memoryLimit}) =>
    withHome(root!, memoryLimit, async ({warehouse}) => {
      await warehouse.run("update marts.messages set text = 'corregido' where hash(message_id) % 10 = 0");
      return {};
    })
};

/** A day of messages with their deliveries, as a build leaves them. */
async function fill(root: string, memoryLimit: string, rows: number): Promise<Record<string, number>> {
  return withHome(root, memoryLimit, async ({warehouse}) => {
    await warehouse.run(`create schema marts; create table ops.as_of as select timestamptz '2026-03-03 08:00:00Z' as as_of;
      create table ops.models (name varchar, build_id integer);`);
    for (const {name, header} of await readModels(warehouse)) {
      if (!["marts.messages", "marts.deliveries"].includes(name)) continue;
      await warehouse.run(`create table ${name} (${columnList(header.columns)})`);
    }
    await warehouse.run(`
      insert into marts.messages by name
      select 'wamid.' || md5(n::varchar) as message_id, 'whatsapp|34910000000|' || (n % 50000) as conversation_id,
        's' || (n % 70000) as session_id, date '2026-03-02' as day, 'whatsapp' as channel, 'text' as type,
        timestamptz '2026-03-02 00:00:00Z' + to_milliseconds((hash(n) % 80000000)::bigint) as sent_at,
        if(n % 2 = 0, 'inbound', 'outbound') as direction, if(n % 2 = 0, 'contact', 'bot') as author,
        (34600000000 + n % 50000)::varchar as contact_id, 'Pedidos' as intent, false as is_fallback,
        'Hola, ¿dónde está mi pedido ' || n || '? Escríbame a ana' || n || '@example.com, por favor; gracias.' as text
      from range(${rows}) as numbers (n);
      insert into marts.deliveries by name
      select message_id, day, 'read' as status from marts.messages where direction = 'outbound';`);
    return {rows};
  });
}
