import {createHash} from "node:crypto";
import {createReadStream} from "node:fs";
import {stat} from "node:fs/promises";
import {pipeline} from "node:stream";
import {createGzip} from "node:zlib";
import {createTransport, type SendMailOptions} from "nodemailer";
import {PipelineError} from "../errors.js";
import type {Settings} from "../settings.js";
import {messageOf} from "./body.js";
import type {Delivery, Failure} from "./outbox.js";
import {decoded, need} from "./secrets.js";
import {isLocal, type MailTarget} from "./targets.js";
import type {Conditions} from "./transport.js";

/** Sends a report to one address. The message id stays the same from one attempt to the next. */
export async function mailReport(
  delivery: Delivery,
  path: string,
  {email, from, language}: MailTarget,
  settings: Settings,
  conditions: Conditions
): Promise<void> {
  const {size} = await stat(path);
  const isCompressed = size > settings.mail.gzipAboveKilobytes * 1000;
  await sendMail(
    {
      messageId: delivery.messageId,
      from: from ?? settings.mail.from ?? undefined,
      to: email,
      ...messageOf(delivery, language ?? settings.language, isCompressed),
      attachments: [
        isCompressed
          ? {filename: `${delivery.file}.gz`, content: compressed(path), contentType: "application/gzip"}
          : {filename: delivery.file, path, contentType: "text/csv; charset=utf-8"}
      ]
    },
    conditions
  );
}

function compressed(path: string) {
  const gzip = createGzip();
  // Whoever reads gets the fault.
  pipeline(createReadStream(path), gzip, () => undefined);
  return gzip;
}

const notice = {
  es: {
    subject: (count: number) => `No se pudieron entregar ${count} informes`,
    intro: "Estos informes no se han podido entregar y no se vuelve a intentar:",
    tried: (attempts: number) => `${attempts} intentos`,
    remedy: "Cuando la causa esté resuelta: npx chat-analytics deliver --failed"
  },
  en: {
    subject: (count: number) => `${count} reports could not be delivered`,
    intro: "These reports could not be delivered and are not tried again:",
    tried: (attempts: number) => `${attempts} attempts`,
    remedy: "When the cause is mended: npx chat-analytics deliver --failed"
  }
};

/** Tells the operator of deliveries that failed for good. */
export async function mailOperator(failures: Failure[], {mail, language}: Settings, conditions: Conditions) {
  const say = notice[language];
  const ids = failures.map(({messageId}) => messageId).sort();
  const lines = failures.map(
    ({file, address, attempts, fault}) => `  ${file} → ${address} (${say.tried(attempts)}): ${fault}`
  );
  await sendMail(
    {
      messageId: `<${createHash("sha256").update(ids.join()).digest("hex").slice(0, 32)}@chat-analytics.invalid>`,
      from: mail.from ?? mail.operator!,
      to: mail.operator!,
      subject: say.subject(failures.length),
      text: [say.intro, "", ...lines, "", say.remedy, ""].join("\n")
    },
    conditions
  );
}

async function sendMail(
  message: SendMailOptions,
  {environment, patienceMilliseconds, signal}: Conditions
): Promise<void> {
  const url = need(environment, "CHAT_ANALYTICS_SMTP_URL", "smtps://user:password@host");
  if (!/^smtps?:/.test(url) || !URL.canParse(url)) {
    throw new PipelineError("CHAT_ANALYTICS_SMTP_URL is no address like smtps://user:password@host. Set one.");
  }
  const server = new URL(url);
  if (decoded(server.username) === null || decoded(server.password) === null) {
    throw new PipelineError("CHAT_ANALYTICS_SMTP_URL: its login has a % that stands for no character. Write % as %25.");
  }
  const transport = createTransport({
    url,
    // A password goes encrypted, or not at all.
    requireTLS: server.password !== "" && !isLocal(server),
    connectionTimeout: patienceMilliseconds,
    greetingTimeout: patienceMilliseconds,
    socketTimeout: patienceMilliseconds
  });
  const stop = () => transport.close();
  signal.addEventListener("abort", stop);
  try {
    // So that nobody's absence note comes back.
    await transport.sendMail({...message, headers: {"Auto-Submitted": "auto-generated"}});
  } finally {
    signal.removeEventListener("abort", stop);
    transport.close();
  }
}
