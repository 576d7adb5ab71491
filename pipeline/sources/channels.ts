import {channels} from "../contracts/channels.js";
import {literal} from "../warehouse.js";

// What other systems call the channels of the contract.
const otherNames: Record<string, string> = {
  cloudapi: "whatsapp",
  whatsapp_cloud: "whatsapp",
  facebook: "messenger",
  fb: "messenger",
  webchat: "chat_web",
  web: "chat_web",
  app: "chat_app",
  mail: "email"
};

/** SQL: the contract's channel for a system's name of it; null for none that is known. */
export function channelOf(text: string): string {
  const known = channels.map((channel) => [channel, channel]);
  const cases = [...known, ...Object.entries(otherNames)].map(
    ([name, channel]) => `when ${literal(name!)} then ${literal(channel!)}`
  );
  return `case lower(trim(${text})) ${cases.join(" ")} end`;
}
