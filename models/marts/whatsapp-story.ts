type Row = Record<string, string | number | boolean | null>;

interface Sent {
  contact?: string;
  /** Columns of the status beside its name and instant. */
  status?: Row;
  /** Columns of the message. */
  message?: Row;
  /** Which statuses came; delivered by default. */
  statuses?: string[];
}

/** Rows of what happens in some accounts, as the staging tables have them. */
export interface Happenings {
  messages: Row[];
  deliveryEvents: Row[];
}

export const spaniard = "34600000001";

/** Tells what happens between one number and its contacts: hours count from the start, or instants are given as they are. */
export class Story {
  private count = 0;

  constructor(
    private readonly happenings: Happenings,
    private readonly account: string,
    private readonly number: string,
    private readonly start: string,
    private readonly contact = spaniard
  ) {}

  inbound(at: number | string, {contact = this.contact, ...more}: Row & {contact?: string} = {}): this {
    const message = this.message(at, contact);
    this.happenings.messages.push({...message, direction: "inbound", author: "contact", type: "text", ...more});
    return this;
  }

  /** A template, delivered at once. */
  template(category: string, at: number | string, options: Sent = {}): this {
    const template = {type: "template", template_name: `${category}_template`, category};
    return this.outbound(at, {author: "bot", ...template, ...options.message}, options);
  }

  /** A free-form reply, delivered at once. */
  text(at: number | string, options: Sent = {}): this {
    return this.outbound(at, {author: "agent", type: "text", ...options.message}, options);
  }

  /** A status by itself. */
  status(at: number | string, row: Row): this {
    this.happenings.deliveryEvents.push({
      occurred_at: this.instant(at),
      status: "delivered",
      recipient_id: this.contact,
      ...this.place(),
      ...row
    });
    return this;
  }

  /** So many conversations or service messages with other contacts, which use up an allowance. */
  replies(count: number, at: number | string): this {
    for (let index = 0; index < count; index++) this.text(at, {contact: String(34_700_000_000 + index)});
    return this;
  }

  private outbound(
    at: number | string,
    row: Row,
    {contact = this.contact, status = {}, statuses = ["delivered"]}: Sent
  ) {
    const message = this.message(at, contact);
    this.happenings.messages.push({...message, direction: "outbound", ...row});
    for (const name of statuses) {
      this.status(at, {message_id: message.message_id, status: name, recipient_id: contact, ...status});
    }
    return this;
  }

  private message(at: number | string, contact: string) {
    this.count += 1;
    return {
      message_id: `${this.account}-${this.contact}-${String(this.count).padStart(5, "0")}`,
      sent_at: this.instant(at),
      conversation_id: contact,
      contact_id: contact,
      contact_phone: /^\d+$/.test(contact) ? contact : null,
      ...this.place()
    };
  }

  private place() {
    return {channel: "whatsapp", account_id: this.account, business_number: this.number};
  }

  private instant(at: number | string): string {
    return typeof at === "string" ? at : new Date(Date.parse(this.start) + Math.round(at * 3_600_000)).toISOString();
  }
}
