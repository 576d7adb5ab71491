import {createHash} from "node:crypto";
import {mayGoIncomplete} from "../reports/gaps.js";
import type {Settings} from "../settings.js";
import type {Warehouse} from "../warehouse.js";
import type {Summary} from "./summary.js";
import {addressOf, singleTargets, type Target} from "./targets.js";

/** One file for one target. It is noted before it goes and after, so that a run that breaks off loses nothing. */
export interface Delivery {
  messageId: string;
  report: string;
  day: string;
  revision: number;
  file: string;
  address: string;
  target: Target;
  attempts: number;
  /** Of messages: the day's figures as they were when the file was made. */
  summary: Summary | null;
}

const MINUTE = 60_000;
const FIRST_PAUSE_MINUTES = 5;
/** The last comes about five hours after the first. */
export const ATTEMPTS = 7;

/**
 * status: waiting, sending, delivered, failed (for good), or superseded: by a newer revision before it went, or by
 * settings that no longer name whom it failed for.
 */
export async function createOutbox(warehouse: Warehouse): Promise<void> {
  await warehouse.run(`create table if not exists ops.outbox (
    message_id varchar, report varchar, day date, revision integer, file varchar, target json, status varchar,
    attempts integer, next_attempt_at timestamptz, fault varchar, changed_at timestamptz
  );
  alter table ops.outbox add column if not exists address varchar;
  alter table ops.outbox add column if not exists summary json;
  alter table ops.outbox add column if not exists operator_told_at timestamptz;
  -- When a run saw a target first, whether it had a file for it or not.
  create table if not exists ops.targets (report varchar, address varchar, since timestamptz);
  update ops.outbox set address = coalesce(target ->> '$.email[0]', target ->> '$.folder') where address is null`);
}

export interface NewFile {
  report: string;
  day: string;
  revision: number;
  file: string;
}

/**
 * Notes what is to go: each file made because it was due, to the targets of its report. A target that is new gets the
 * newest day and what is made after it, whatever day that is of. A revision goes to whoever got the file before it,
 * whatever the settings say now.
 */
export async function fillOutbox(
  warehouse: Warehouse,
  settings: Settings,
  at: Date,
  summarize: (file: NewFile) => Promise<Summary | null>
): Promise<void> {
  const work = {warehouse, settings, at, summarize};
  const named = Object.entries(settings.deliver).flatMap(([report, targets]) =>
    targets.flatMap(singleTargets).map((target) => ({report, target, address: addressOf(target)}))
  );
  for (const {report, target, address} of named) {
    await addFirst(work, report, target);
    await warehouse.run(
      `update ops.outbox set target = $target::json
      where report = $report and address = $address and status in ('waiting', 'sending')`,
      {report, address, target: JSON.stringify(target)}
    );
  }
  await add(
    work,
    `select reports.report, reports.day, reports.revision, reports.file, before.address,
      arg_max(before.target::varchar, before.revision) as target
    from ops.reports
    inner join ops.outbox as before
      on before.report = reports.report and before.day = reports.day and before.revision < reports.revision
    group by all`,
    {}
  );
  // Who has not got the file before gets the newer one alone, and never the older one after it.
  await warehouse.run(
    `update ops.outbox set status = 'superseded', changed_at = $at::timestamptz
    where status in ('waiting', 'sending', 'failed') and exists (
      from ops.outbox as newer
      where newer.report = outbox.report and newer.day = outbox.day and newer.address = outbox.address
        and newer.revision > outbox.revision
    )`,
    {at: at.toISOString()}
  );
  await letGo(warehouse, named, at);
}

// Nobody can mend what failed for good for whom the settings name no more, and nobody awaits it.
async function letGo(warehouse: Warehouse, named: {report: string; address: string}[], at: Date): Promise<void> {
  await warehouse.run(
    `update ops.outbox set status = 'superseded', changed_at = $at::timestamptz
    where status = 'failed' and not list_contains(from_json($named::json, '["varchar"]'), report || ' ' || address)`,
    {named: JSON.stringify(named.map(({report, address}) => `${report} ${address}`)), at: at.toISOString()}
  );
}

interface Filling {
  warehouse: Warehouse;
  settings: Settings;
  at: Date;
  summarize: (file: NewFile) => Promise<Summary | null>;
}

async function addFirst(work: Filling, report: string, target: Target): Promise<void> {
  const address = addressOf(target);
  await work.warehouse.run(
    `insert into ops.targets
    select $report, $address, $at::timestamptz
    where not exists (from ops.targets where report = $report and address = $address)`,
    {report, address, at: work.at.toISOString()}
  );
  await add(
    work,
    `select report, day, revision, file, $address as address, $target as target
    from (select *, min(written_at) over (partition by day) as made_at from ops.reports where report = $report)
      as reports
    where was_due and (
        day >= coalesce(
          (select min(day) from ops.outbox where report = $report and address = $address),
          (select max(day) from ops.reports where report = $report and was_due)
        )
        or made_at > (select since from ops.targets where report = $report and address = $address)
      )
      and not exists (
        from ops.outbox
        where outbox.report = reports.report and outbox.day = reports.day and outbox.address = $address
      )
    qualify row_number() over (partition by day order by revision desc) = 1`,
    {report, address, target: JSON.stringify(target)}
  );
}

async function add(
  {warehouse, settings, at, summarize}: Filling,
  sql: string,
  parameters: Record<string, string>
): Promise<void> {
  const files = await warehouse.rows<
    Record<"report" | "day" | "file" | "address" | "target", string> & {revision: number; is_incomplete: boolean}
  >(
    `select report, day::varchar as day, revision, file, address, target, exists(
      from ops.report_gaps as gaps
      where gaps.report = files.report and gaps.day = files.day and gaps.revision = files.revision
    ) as is_incomplete
    from (${sql}) as files
    where not exists (
      from ops.outbox
      where outbox.report = files.report and outbox.day = files.day and outbox.revision = files.revision
        and outbox.address = files.address
    )
    order by report, day, revision, address`,
    parameters
  );
  for (const {report, day, revision, file, address, target, is_incomplete} of files) {
    // Whoever asks for a file before its sources came has it; the others get it when they have come.
    if (is_incomplete && !mayGoIncomplete(report, settings)) continue;
    const key = createHash("sha256").update([report, day, revision, address].join("\n")).digest("hex").slice(0, 32);
    const isMail = "email" in (JSON.parse(target) as Target);
    const summary = isMail ? await summarize({report, day, revision, file}) : null;
    await warehouse.run(
      `insert into ops.outbox (
        message_id, report, day, revision, file, target, status, attempts, next_attempt_at, changed_at, address, summary
      ) values ($message_id, $report, $day, $revision, $file, $target::json, 'waiting', 0, $at::timestamptz,
        $at::timestamptz, $address, $summary::json)`,
      {
        message_id: `<${key}@chat-analytics.invalid>`,
        report,
        day,
        revision,
        file,
        target,
        address,
        summary: summary && JSON.stringify(summary),
        at: at.toISOString()
      }
    );
  }
}

/** What is to be tried now; what a broken run was sending is among it. */
export async function readDue(warehouse: Warehouse, at: Date): Promise<Delivery[]> {
  const rows = await warehouse.rows<
    Record<"message_id" | "report" | "day" | "file" | "address" | "target", string> & {
      revision: number;
      attempts: number;
      summary: string | null;
    }
  >(
    `select message_id, report, day::varchar as day, revision, file, address, target::varchar as target, attempts,
      summary::varchar as summary
    from ops.outbox
    where status in ('waiting', 'sending') and next_attempt_at <= $at::timestamptz
    order by day, report, revision, address`,
    {at: at.toISOString()}
  );
  return rows.map(({message_id, target, summary, ...row}) => ({
    ...row,
    messageId: message_id,
    target: JSON.parse(target),
    summary: summary === null ? null : JSON.parse(summary)
  }));
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

/** Ends the pauses of what waits and of what a broken run was sending; with `failed` what was given up begins anew. */
export async function hasten(warehouse: Warehouse, at: Date, {failed}: {failed: boolean}): Promise<void> {
  const parameters = {at: at.toISOString()};
  await warehouse.run(
    "update ops.outbox set next_attempt_at = $at::timestamptz where status in ('waiting', 'sending')",
    parameters
  );
  if (!failed) return;
  await warehouse.run(
    `update ops.outbox set status = 'waiting', attempts = 0, next_attempt_at = $at::timestamptz, operator_told_at = null
    where status = 'failed'`,
    parameters
  );
}

/** How many deliveries have been tried in vain and wait for the next attempt, and how many have failed for good. */
export async function countUndelivered(warehouse: Warehouse): Promise<{waiting: number; failed: number}> {
  return warehouse.row(
    `select count(*) filter (where status in ('waiting', 'sending') and attempts > 0)::integer as waiting,
      count(*) filter (where status = 'failed')::integer as failed
    from ops.outbox`
  );
}

/** A delivery that failed for good. */
export interface Failure {
  messageId: string;
  file: string;
  address: string;
  attempts: number;
  fault: string;
}

/** Those that the operator has not been told of. */
export async function readFailures(warehouse: Warehouse): Promise<Failure[]> {
  const rows = await warehouse.rows<Omit<Failure, "messageId"> & {message_id: string}>(
    `select message_id, file, address, attempts, fault from ops.outbox
    where status = 'failed' and operator_told_at is null
    order by file, address`
  );
  return rows.map(({message_id, ...row}) => ({...row, messageId: message_id}));
}

export async function noteTold(warehouse: Warehouse, failures: Failure[], at: Date): Promise<void> {
  for (const {messageId} of failures) {
    await warehouse.run("update ops.outbox set operator_told_at = $at::timestamptz where message_id = $id", {
      id: messageId,
      at: at.toISOString()
    });
  }
}
