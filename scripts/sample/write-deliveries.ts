import {mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {literal, openWarehouse} from "../../pipeline/warehouse.js";
import {clockTime, endInstant, instantOf, isoOf, minute, sampleDays, second, weekdayOf} from "./clock.js";
import {csvFile, jsonLinesFile, type SampleFile} from "./files.js";
import {type Random, randomOf} from "./random.js";

interface Delivery {
  message_id: string;
  status: string;
  occurred_at: string;
  channel: string;
  recipient_id: string;
  recipient_country: string;
  template_name: string;
  campaign_id: string | null;
  error_code: string | null;
  error_title: string | null;
}

/** Newsletters, order texts and app pushes: what the company sent, and each provider's word on what became of it. */
export async function deliveryFiles(): Promise<SampleFile[]> {
  const random = randomOf("deliveries");
  const newsletters = simulateNewsletters(random);
  const texts = simulateTexts(random);
  const pushes = simulatePushes(random);
  return [
    sendingsFile([...newsletters, ...texts, ...pushes]),
    await parquetFile("inbox/delivery_events/correo.parquet", newsletters),
    csvFile(
      "inbox/delivery_events/sms.csv.gz",
      Object.keys(texts[0]!),
      [
        ...texts.map((delivery) => Object.values(delivery)),
        ["sms-x1", "lost", "2026-09-10T10:00:00Z", "sms", "cliente-00001", "ES", "sms_reparto", null, null, null]
      ],
      ";"
    ),
    jsonLinesFile("inbox/delivery_events/avisos-app.jsonl.gz", pushes)
  ];
}

// The order system was down that day: its texts are known by their statuses only.
const silentDay = "2026-09-17";

function sendingsFile(events: Delivery[]): SampleFile {
  const first = new Map<string, Delivery>();
  for (const event of events) if (!first.has(event.message_id)) first.set(event.message_id, event);
  const rows = [...first.values()]
    .filter(({channel, occurred_at}) => channel !== "sms" || !occurred_at.startsWith(silentDay))
    .map(({message_id, occurred_at, channel, recipient_id, recipient_country, template_name}) => [
      message_id,
      `${channel}|nimbora.example|${recipient_id}`,
      occurred_at,
      "outbound",
      "system",
      channel,
      "nimbora.example",
      recipient_id,
      recipient_country,
      "template",
      template_name,
      channel === "sms" ? "utility" : "marketing"
    ]);
  const header = [
    "message_id",
    "conversation_id",
    "sent_at",
    "direction",
    "author",
    "channel",
    "account_id",
    "contact_id",
    "contact_country",
    "type",
    "template_name",
    "category"
  ];
  return csvFile("inbox/messages/otros-canales.csv.gz", header, rows);
}

function simulateNewsletters(random: Random): Delivery[] {
  return sampleDays
    .filter((day) => weekdayOf(day) === "thu")
    .flatMap((day) => {
      const start = instantOf("Europe/Madrid", day, clockTime("10:00"));
      const about = {channel: "email", template_name: "boletin_semanal", campaign_id: `B-${day}`};
      return recipients(random, 170).flatMap((recipient) => {
        const at = start + random.whole(0, 900) * second;
        const send = journey(`correo-${day}-${recipient.slice(8)}`, recipient, about);
        const accepted = send("accepted", at);
        const fate = random.next();
        if (fate < 0.014) return [accepted, send("failed", at + 9 * second, "5.1.1", "Mailbox does not exist")];
        if (fate < 0.022) return [accepted, send("failed", at + 90 * minute, "4.2.2", "Mailbox full")];
        const events = [accepted, send("delivered", at + Math.round(random.around(8, 1)) * second)];
        const readAt = at + Math.round(random.around(200, 1.3)) * minute;
        if (random.chance(0.31)) events.push(send("read", readAt));
        if (random.chance(0.045)) events.push(send("clicked", readAt + 20 * second));
        return events;
      });
    })
    .filter(isBeforeEnd);
}

function simulateTexts(random: Random): Delivery[] {
  let serial = 0;
  return sampleDays
    .flatMap((day) => recipients(random, weekdayOf(day) === "sun" ? 2 : 10).map((recipient) => ({day, recipient})))
    .flatMap(({day, recipient}) => {
      const at = instantOf("Europe/Madrid", day, random.whole(8 * 3600, 20 * 3600) * second);
      const about = {
        channel: "sms",
        template_name: random.pick(["sms_reparto", "sms_reparto", "sms_codigo"]),
        campaign_id: null
      };
      serial += 1;
      const send = journey(`sms-${String(serial).padStart(5, "0")}`, recipient, about);
      const sent = [send("accepted", at), send("sent", at + second)];
      if (random.chance(0.021))
        return [...sent, send("failed", at + 4 * second, "30005", "Unknown destination handset")];
      if (random.chance(0.012)) return sent;
      return [...sent, send("delivered", at + Math.round(random.around(6, 1)) * second)];
    })
    .filter(isBeforeEnd);
}

function simulatePushes(random: Random): Delivery[] {
  return sampleDays
    .filter((day) => weekdayOf(day) === "tue" || day >= "2026-11-10")
    .flatMap((day) => {
      const start = instantOf("Europe/Madrid", day, clockTime("18:30"));
      const about = {channel: "app_push", template_name: "app_ofertas", campaign_id: `P-${day}`};
      return recipients(random, 85).flatMap((recipient) => {
        const at = start + random.whole(0, 60) * second;
        const send = journey(`push-${day}-${recipient.slice(8)}`, recipient, about);
        if (random.chance(0.07)) return [send("failed", at, "UNREGISTERED", "The app was removed from the device")];
        const events = [send("sent", at), send("delivered", at + Math.round(random.around(3, 1)) * second)];
        if (random.chance(0.08)) events.push(send("clicked", at + Math.round(random.around(14, 1.2)) * minute));
        return events;
      });
    })
    .filter(isBeforeEnd);
}

function recipients(random: Random, count: number): string[] {
  const ids = new Set<string>();
  while (ids.size < count) ids.add(`cliente-${String(random.whole(1, 4200)).padStart(5, "0")}`);
  return [...ids];
}

type About = Pick<Delivery, "channel" | "template_name" | "campaign_id">;

function journey(messageId: string, recipient: string, {channel, template_name, campaign_id}: About) {
  return (status: string, at: number, code: string | null = null, title: string | null = null): Delivery => ({
    message_id: messageId,
    status,
    occurred_at: isoOf(at),
    channel,
    recipient_id: recipient,
    recipient_country: Number(recipient.slice(-2)) < 92 ? "ES" : "PT",
    template_name,
    campaign_id,
    error_code: code,
    error_title: title
  });
}

function isBeforeEnd({occurred_at}: Delivery): boolean {
  return Date.parse(occurred_at) < endInstant;
}

async function parquetFile(path: string, rows: Delivery[]): Promise<SampleFile> {
  const folder = await mkdtemp(join(tmpdir(), "sample-"));
  const warehouse = await openWarehouse(":memory:", {threads: 1});
  try {
    const [source, target] = [join(folder, "rows.jsonl"), join(folder, "rows.parquet")];
    await writeFile(source, rows.map((row) => JSON.stringify(row)).join("\n"));
    await warehouse.run(`
      set preserve_insertion_order = true;
      copy (
        select * replace (occurred_at::timestamptz as occurred_at)
        from read_json(${literal(source)}, format = 'newline_delimited', columns = {
          message_id: 'varchar', status: 'varchar', occurred_at: 'varchar', channel: 'varchar', recipient_id: 'varchar',
          recipient_country: 'varchar', template_name: 'varchar', campaign_id: 'varchar', error_code: 'varchar',
          error_title: 'varchar'
        })
      ) to ${literal(target)} (format parquet, compression zstd)`);
    return {path, content: await readFile(target)};
  } finally {
    warehouse.close();
    await rm(folder, {recursive: true});
  }
}
