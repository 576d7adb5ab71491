import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";

const delivery = {
  message_id: "m",
  conversation_id: "c",
  channel: "whatsapp",
  sent_at: "2026-03-02 09:00:00Z",
  day: "2026-03-02"
};

test("a message that a source holds is not among them", () =>
  assertModel(
    "marts.status_only_messages",
    {
      "marts.deliveries": [
        {...delivery, recipient_id: "34600", is_status_only: true},
        {...delivery, message_id: "n", recipient_id: "34600", is_status_only: false}
      ]
    },
    [{message_id: "m", conversation_id: "c", contact_id: "34600"}]
  ));

test("a message to a group is one message", () =>
  assertModel(
    "marts.status_only_messages",
    {
      "marts.deliveries": [
        {...delivery, recipient_id: "group", recipient_participant_id: "1", is_status_only: true},
        {
          ...delivery,
          recipient_id: "group",
          recipient_participant_id: "2",
          is_status_only: true,
          sent_at: "2026-03-02 08:59:00Z"
        }
      ]
    },
    [{message_id: "m", contact_id: "group", sent_at: "2026-03-02 08:59:00Z"}]
  ));
