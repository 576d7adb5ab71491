import type {Feed} from "../contracts/feed.js";
import {feedNamed, feeds} from "../contracts/feeds.js";
import type {Source} from "../ingest/source.js";
import {consoleMessages} from "./console-messages.js";
import {dialogflow} from "./dialogflow.js";
import {pricingAnalytics} from "./pricing-analytics.js";
import {whatsappCloud} from "./whatsapp-cloud.js";

/** Every native format. A new one is a file beside this that does what Source says, and a line here. */
export const sources: Source[] = [whatsappCloud, consoleMessages, dialogflow, pricingAnalytics];

/** The feeds that the files of a folder of the inbox fill: those of a native format, or its own. */
export function feedsOf(folder: string): Feed[] {
  return (sources.find(({name}) => name === folder)?.feeds ?? [folder]).map(feedNamed);
}

/** The folders of the inbox: feeds that files bring as they are, and native formats. */
export const inboxFolders = [...feeds.filter(({inInbox}) => inInbox), ...sources].map(({name}) => name);
