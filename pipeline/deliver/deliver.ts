import {copyFile, mkdir, rename} from "node:fs/promises";
import {join} from "node:path";
import {createTransport} from "nodemailer";
import type {Context} from "../context.js";
import {PipelineError} from "../errors.js";
import {createLedger} from "../reports/ledger.js";
import {createOutbox, type Delivery, fillOutbox, noteAttempt, noteEnd, readDue} from "./outbox.js";

const PATIENCE_MILLISECONDS = 30_000;

/**
 * Takes reports to whom they are for, and gives a line for each that could not be delivered: it is tried again with
 * growing pauses, seven times in all. The address of the mail server holds its password, so no message shows it.
 */
export async function deliver(context: Context, smtpUrl: string | undefined): Promise<string[]> {
  const {warehouse, settings, now, log} = context;
  await createLedger(warehouse);
  await createOutbox(warehouse);
  await fillOutbox(warehouse, settings, now);
  const faults: string[] = [];
  const due = await readDue(warehouse, now);
  for (const delivery of due) {
    context.signal.throwIfAborted();
    await noteAttempt(warehouse, delivery, now);
    const fault = await faultOf(context, delivery, smtpUrl);
    await noteEnd(warehouse, delivery, fault, now);
    if (fault !== null) faults.push(`${delivery.file}: ${fault}`);
    else log.info(`delivered ${delivery.file}`);
  }
  return faults;
}

async function faultOf(context: Context, delivery: Delivery, smtpUrl: string | undefined): Promise<string | null> {
  const {target} = delivery;
  try {
    if ("folder" in target) await copy(context, delivery, target.folder);
    else await mail(context, delivery, target, smtpUrl);
    return null;
  } catch (error) {
    const {message, code} = error as NodeJS.ErrnoException;
    const text = smtpUrl ? message.replaceAll(smtpUrl, "the mail server") : message;
    return code ? `${code} ${text}` : text;
  }
}

async function copy({home}: Context, {file}: Delivery, folder: string): Promise<void> {
  await mkdir(folder, {recursive: true});
  const temporary = join(folder, `.${file}.part`);
  await copyFile(join(home.reports, file), temporary);
  await rename(temporary, join(folder, file));
}

async function mail(
  {home, settings}: Context,
  {messageId, report, day, file}: Delivery,
  {email, from}: {email: string[]; from: string},
  smtpUrl: string | undefined
): Promise<void> {
  if (!smtpUrl) {
    throw new PipelineError("no mail server is known. Set CHAT_ANALYTICS_SMTP_URL, like smtps://user:password@host.");
  }
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: PATIENCE_MILLISECONDS,
    greetingTimeout: PATIENCE_MILLISECONDS,
    socketTimeout: PATIENCE_MILLISECONDS
  });
  const text =
    settings.language === "es" ? `Se adjunta el informe ${report} del ${day}.` : `The report ${report} of ${day}.`;
  try {
    await transport.sendMail({
      messageId,
      from,
      to: email,
      subject: `${report} ${day}`,
      text,
      attachments: [{filename: file, path: join(home.reports, file), contentType: "text/csv; charset=utf-8"}]
    });
  } finally {
    transport.close();
  }
}
