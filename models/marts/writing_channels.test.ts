import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";

test("contacts write on the channels from which a message of one is on record", () =>
  assertModel(
    "marts.writing_channels",
    {
      "marts.contact_messages": [
        {message_id: "a", channel: "whatsapp"},
        {message_id: "b", channel: "whatsapp"},
        {message_id: "c", channel: "telegram"}
      ]
    },
    [{channel: "telegram"}, {channel: "whatsapp"}]
  ));

test("nobody ever wrote: no channel", () => assertModel("marts.writing_channels", {}, []));
