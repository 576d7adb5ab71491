import type {SampleFile} from "./files.js";
import {simulateWorld} from "./world.js";
import {invoicesFile, pricingAnalyticsFiles} from "./write-billing.js";
import {agentHistoryFile, agentsFile, campaignFile, conversationsFile, messageFiles} from "./write-canonical.js";
import {consoleFiles} from "./write-console.js";
import {deliveryFiles} from "./write-deliveries.js";
import {dialogflowFiles} from "./write-dialogflow.js";
import {referenceFiles} from "./write-reference.js";
import {whatsappFiles} from "./write-whatsapp.js";

/** Every file of the sample: one world, told by each system in its own format. */
export async function makeSample(): Promise<SampleFile[]> {
  const world = simulateWorld();
  return [
    ...referenceFiles(),
    ...whatsappFiles(world),
    ...consoleFiles(world),
    ...dialogflowFiles(world),
    ...messageFiles(world),
    conversationsFile(world),
    campaignFile(world),
    agentHistoryFile(world),
    agentsFile(),
    invoicesFile(world),
    ...pricingAnalyticsFiles(world),
    ...(await deliveryFiles())
  ];
}
