import {createHash} from "node:crypto";
import type {Settings, Target} from "../settings.js";
import type {Warehouse} from "../warehouse.js";

/** One file for one target. It is noted before it goes and after, so that a run that breaks off loses nothing. */
export interface Delivery {
  messageId: string;
  report: string;
  day: string;
  file: string;
  target: Target;
  attempts: number;
}

const MINUTE = 60_000;
const FIRST_PAUSE_MINUTES = 5;
/** The last comes about five hours after the first. */
const ATTEMPTS = 7;

export async function createOutbox(warehouse: Warehouse): Promise<void> {
  await warehouse.run(`create table if not exists ops.outbox (
    message_id varchar, report varchar, day date, revision integer, file varchar, target json, status varchar,
    attempts integer, next_attempt_at timestamptz, fault varchar, changed_at timestamptz
  )`);
}

/**
 * Notes what is to go: each file made because it was due, to the targets of its report, from the newest day on when a
 * target is new. A revision goes to whoever got the file before it, whatever the settings say now.
 */
export async function fillOutbox(warehouse: Warehouse, {deliver}: Settings, at: Date): Promise<void> {
  for (const [report, targets] of Object.entries(deliver)) {
    for (const target of targets.flatMap(single)) await addFirst(warehouse, report, JSON.stringify(target), at);
  }
  await add(
    warehouse,
    `select distinct reports.*, before.target::varchar as target
    from ops.reports
    inner join ops.outbox as before
      on before.report = reports.report and before.day = reports.day and before.revision < reports.revision`,
    {},
    at
  );
}

// A message an address, so that one which is refused does not bring the others theirs twice.
function single(target: Target): Target[] {
  return "folder" in target ? [target] : target.email.map((address) => ({email: [address], from: target.from}));
}

async function addFirst(warehouse: Warehouse, report: string, target: string, at: Date): Promise<void> {
  await add(
    warehouse,
    `select reports.*, $target as target
    from ops.reports
    where report = $report and was_due and day >= coalesce(
        (select min(day) from ops.outbox where report = $report and target::varchar = $target),
        (select max(day) from ops.reports where report = $report and was_due)
      )
      and not exists (
        from ops.outbox
        where outbox.report = reports.report and outbox.day = reports.day and outbox.target::varchar = $target
      )
    qualify row_number() over (partition by day order by revision desc) = 1`,
    {report, target},
    at
  );
}

async function add(warehouse: Warehouse, sql: string, parameters: Record<string, string>, at: Date): Promise<void> {
  const files = await warehouse.rows<Record<"report" | "day" | "file" | "target", string> & {revision: number}>(
    `select report, day::varchar as day, revision, file, target from (${sql}) as files
    where not exists (
      from ops.outbox
      where outbox.report = files.report and outbox.day = files.day and outbox.revision = files.revision
        and outbox.target::varchar = files.target
    )
    order by report, day, revision, target`,
    parameters
  );
  for (const {report, day, revision, file, target} of files) {
    const key = createHash("sha256").update([report, day, revision, target].join("\n")).digest("hex").slice(0, 32);
    await warehouse.run(
      `insert into ops.outbox values ($message_id, $report, $day, $revision, $file, $target::json, 'waiting', 0,
        $at::timestamptz, null, $at::timestamptz)`,
      {message_id: `<${key}@chat-analytics.invalid>`, report, day, revision, file, target, at: at.toISOString()}
    );
  }
}

/** What is to be tried now; what a broken run was sending is among it. */
export async function readDue(warehouse: Warehouse, at: Date): Promise<Delivery[]> {
  const rows = await warehouse.rows<
    Record<"message_id" | "report" | "day" | "file" | "target", string> & {attempts: number}
  >(
    `select message_id, report, day::varchar as day, file, target::varchar as target, attempts
    from ops.outbox
    where status in ('waiting', 'sending') and next_attempt_at <= $at::timestamptz
    order by day, report, revision, target::varchar`,
    {at: at.toISOString()}
  );
  return rows.map(({message_id, target, ...row}) => ({...row, messageId: message_id, target: JSON.parse(target)}));
}

/** Notes that an attempt begins; the next one, should this be the last that is heard of it, comes after a pause. */
export async function noteAttempt(warehouse: Warehouse, {messageId, attempts}: Delivery, at: Date): Promise<void> {
  const next = new Date(at.getTime() + FIRST_PAUSE_MINUTES * 2 ** attempts * MINUTE).toISOString();
  await warehouse.run(
    `update ops.outbox set status = 'sending', attempts = attempts + 1, next_attempt_at = $next::timestamptz,
      changed_at = $at::timestamptz where message_id = $id`,
    {id: messageId, next, at: at.toISOString()}
  );
}

/** Notes how the attempt ended: null is delivered. */
export async function noteEnd(warehouse: Warehouse, {messageId}: Delivery, fault: string | null, at: Date) {
  await warehouse.run(
    `update ops.outbox set fault = $fault, changed_at = $at::timestamptz, status = case
        when $fault is null then 'delivered' when attempts >= ${ATTEMPTS} then 'failed' else 'waiting' end
    where message_id = $id`,
    {id: messageId, fault, at: at.toISOString()}
  );
}
