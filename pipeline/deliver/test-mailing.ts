import {afterEach, beforeEach} from "vitest";
import type {DeliverySummary} from "./deliver.js";
import type {Target} from "./targets.js";
import {type Deliveries, openDeliveries, type Situation} from "./test-deliveries.js";
import {type MailServer, startMailServer} from "./test-mail-server.js";

export let deliveries: Deliveries;
export let server: MailServer;

/** Gives each test of a file a home and a mail server of its own. */
export function useMailing(): void {
  beforeEach(async () => {
    deliveries = await openDeliveries();
    server = await startMailServer();
  });
  afterEach(async () => {
    await server.close();
    await deliveries.close();
  });
}

export const ana: Target = {email: ["ana@example.com"], from: "reports@example.com"};

export function run(targets: Target[], situation: Situation = {}): Promise<DeliverySummary> {
  return deliveries.run(targets, {environment: {CHAT_ANALYTICS_SMTP_URL: server.url}, ...situation});
}
