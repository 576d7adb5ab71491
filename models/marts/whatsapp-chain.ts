import type {ReferenceRow, ReferenceRows} from "../../pipeline/reference/tables.js";
import type {Warehouse} from "../../pipeline/warehouse.js";
import {buildChain, defaultReference} from "../model-chain.js";

type Row = Record<string, string | number | boolean | null>;

export interface Traffic {
  messages?: Row[];
  deliveryEvents?: Row[];
  /** Rows of reference.accounts. */
  accounts?: ReferenceRow[];
  /** Columns of reference.settings that differ from the defaults. */
  settings?: ReferenceRow;
  /** Rows that replace those of a reference table. */
  reference?: Partial<ReferenceRows>;
  /** Rows of cards, added to the project's own. */
  rates?: ReferenceRow[];
  /** A select of columns of staging.delivery_events, added to the rows given, for large numbers. */
  manyDeliveryEvents?: string;
  /** A select of columns of marts.whatsapp_usage, in place of messages and delivery events, for very large numbers. */
  usage?: string;
  /** The last tables to build; all they stand on is built too. */
  upTo?: string[];
  /** Up to when events are known; for what is forecast. */
  asOf?: string;
}

/** A warehouse in memory in which the traffic given is rated by the real models and the project's own cards. */
export async function rateTraffic(traffic: Traffic): Promise<Warehouse> {
  const {messages = [], deliveryEvents = [], accounts = [], rates = [], upTo = ["metrics.spend_days"]} = traffic;
  const defaults = await defaultReference();
  const many: Record<string, string> = {};
  if (traffic.manyDeliveryEvents !== undefined) many["staging.delivery_events"] = traffic.manyDeliveryEvents;
  if (traffic.usage !== undefined) many["marts.whatsapp_usage"] = traffic.usage;
  return buildChain(upTo, {
    staging: {messages, delivery_events: deliveryEvents},
    reference: {
      ...traffic.reference,
      accounts,
      settings: [{...defaults.settings[0], ...traffic.settings}],
      whatsapp_rates: [...(traffic.reference?.whatsapp_rates ?? defaults.whatsapp_rates), ...rates]
    },
    asOf: traffic.asOf ?? null,
    many
  });
}
