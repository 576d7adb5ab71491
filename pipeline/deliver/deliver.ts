import {join} from "node:path";
import type {Context} from "../context.js";
import {PipelineError} from "../errors.js";
import {createLedger} from "../reports/ledger.js";
import {readReports} from "../reports/read-reports.js";
import {hasTable, type Warehouse} from "../warehouse.js";
import {
  countUndelivered,
  createOutbox,
  type Delivery,
  fillOutbox,
  hasten,
  type NewFile,
  noteAttempt,
  noteEnd,
  noteTold,
  readDue,
  readFailures
} from "./outbox.js";
import {type Environment, withoutSecrets} from "./secrets.js";
import type {Summary} from "./summary.js";
import {placeOf, type Target} from "./targets.js";
import {type Conditions, SilenceError} from "./transport.js";

export interface DeliverOptions {
  environment: Environment;
  /** Tries now what waits for its next attempt; "failed" also what was given up. */
  hasten?: "waiting" | "failed" | undefined;
  /** For how long a server may say nothing. */
  patienceMilliseconds?: number;
  /** Another folder of reports than the project's. */
  folder?: string;
}

export interface DeliverySummary {
  delivered: number;
  /** A line for each attempt that failed. */
  faults: string[];
  /** Tried in vain, and to be tried again. */
  waiting: number;
  /** Given up, now or before. */
  failed: number;
}

/**
 * Takes reports to whom they are for. What could not be delivered is tried again with growing pauses, seven times in
 * all. Whatever a server says goes on without the secrets of the environment. Throws while a check stops the build.
 */
export async function deliver(context: Context, options: DeliverOptions): Promise<DeliverySummary> {
  const {warehouse, settings, now, log, signal} = context;
  const {environment, patienceMilliseconds = 30_000} = options;
  const conditions = {environment, patienceMilliseconds, signal};
  await stopWhileChecksFail(warehouse);
  await createLedger(warehouse);
  await createOutbox(warehouse);
  await fillOutbox(warehouse, settings, now, summarizer(context, options.folder));
  if (options.hasten) await hasten(warehouse, now, {failed: options.hasten === "failed"});
  const faults: string[] = [];
  const silent = new Map<string, string>();
  const due = await readDue(warehouse, now);
  for (const delivery of due) {
    signal.throwIfAborted();
    const server = serverOf(delivery.target);
    await noteAttempt(warehouse, delivery, now);
    const outcome = silent.get(server) ?? (await attempt(context, delivery, conditions));
    if (outcome instanceof SilenceError) silent.set(server, outcome.message);
    const fault = outcome instanceof SilenceError ? outcome.message : outcome;
    await noteEnd(warehouse, delivery, fault, now).catch((error) => {
      // Who stops a run interrupts its next statement, and that is this one: what has gone would go again.
      if (!signal.aborted) throw error;
      return noteEnd(warehouse, delivery, fault, now);
    });
    if (fault === null) log.info(`delivered ${delivery.file} to ${delivery.address}`);
    else faults.push(`${delivery.file} to ${delivery.address}: ${fault}`);
  }
  const delivered = due.length - faults.length;
  const notice = await tellOperator(context, conditions);
  if (notice !== null) faults.push(notice);
  return {delivered, faults, ...(await countUndelivered(warehouse))};
}

// What waits was right when it was made, and nobody knows whether it still is. A build that goes through drops the table.
async function stopWhileChecksFail(warehouse: Warehouse): Promise<void> {
  if (!(await hasTable(warehouse, "ops.failed_rows"))) return;
  const {checks} = await warehouse.row<{checks: string | null}>(
    `select string_agg(distinct model || ' fails the check "' || check_name || '"', ', ') as checks from ops.failed_rows`
  );
  throw new PipelineError(
    `deliver: ${checks ?? "a check fails"}, and nothing is sent meanwhile. See the rows with: npx chat-analytics query "from ops.failed_rows", mend them and run again.`
  );
}

/** null is delivered. */
async function attempt(
  context: Context,
  delivery: Delivery,
  conditions: Conditions
): Promise<string | SilenceError | null> {
  try {
    await send(context, delivery, conditions);
    return null;
  } catch (error) {
    // What was being sent is tried again under the same id.
    conditions.signal.throwIfAborted();
    return faultOf(error as NodeJS.ErrnoException, conditions);
  }
}

// Each way is loaded when something goes it: most runs have nothing to send.
async function send({home, settings}: Context, delivery: Delivery, conditions: Conditions): Promise<void> {
  const {target} = delivery;
  const path = join(home.reports, delivery.file);
  const parcel = {...delivery, path};
  if ("email" in target) {
    const {mailReport} = await import("./mail.js");
    await mailReport(delivery, path, target, settings, conditions);
  } else if ("folder" in target) {
    const {copyToFolder} = await import("./folder.js");
    await copyToFolder(parcel, target);
  } else if ("sftp" in target) {
    const {uploadBySftp} = await import("./sftp.js");
    await uploadBySftp(parcel, target, conditions);
  } else {
    const {putFile, uploadToS3} = await import("./http.js");
    if ("put" in target) await putFile(parcel, target, conditions);
    else await uploadToS3(parcel, target, conditions);
  }
}

function faultOf(error: NodeJS.ErrnoException, conditions: Conditions): string | SilenceError {
  if (error instanceof SilenceError) return error;
  // So nodemailer says it.
  if (error.code === "ETIMEDOUT") return new SilenceError(conditions.patienceMilliseconds);
  const text = withoutSecrets(error.message, conditions.environment);
  return error.code && !text.includes(error.code) ? `${error.code} ${text}` : text;
}

// Whoever waits in vain for one of its files need not wait for each.
function serverOf(target: Target): string {
  if ("email" in target) return "mail";
  if ("folder" in target) return target.folder;
  if ("sftp" in target) return `${placeOf(target)?.host}:${placeOf(target)?.port}`;
  return "put" in target ? `put ${target.put}` : new URL(target.s3).host;
}

async function tellOperator(context: Context, conditions: Conditions): Promise<string | null> {
  const {warehouse, settings, now} = context;
  const failures = await readFailures(warehouse);
  if (settings.mail.operator === null || failures.length === 0) return null;
  try {
    const {mailOperator} = await import("./mail.js");
    await mailOperator(failures, settings, conditions);
    await noteTold(warehouse, failures, now);
    return null;
  } catch (error) {
    conditions.signal.throwIfAborted();
    const fault = faultOf(error as NodeJS.ErrnoException, conditions);
    return `notice to ${settings.mail.operator}: ${fault instanceof SilenceError ? fault.message : fault}`;
  }
}

// One look at the figures, however many get the file; they are kept, so that each attempt says the same.
function summarizer(context: Context, folder?: string): (file: NewFile) => Promise<Summary | null> {
  const summaries = new Map<string, Promise<Summary | null>>();
  return (file) => {
    if (!summaries.has(file.file)) summaries.set(file.file, summarizeIfKnown(context, file, folder));
    return summaries.get(file.file)!;
  };
}

// A report goes out also where its figures cannot be computed.
async function summarizeIfKnown(context: Context, file: NewFile, folder?: string): Promise<Summary | null> {
  const report = (await readReports(context.settings, folder)).find(({name}) => name === file.report);
  if (report === undefined) return null;
  try {
    const {summarize} = await import("./summary.js");
    return await summarize(context, report, file);
  } catch (error) {
    context.signal.throwIfAborted();
    const [text] = (error as Error).message.split("\n");
    context.log.warn(`${report.path}: its figures of ${file.day} cannot be computed (${text}). Mend the figure lines.`);
    return null;
  }
}
