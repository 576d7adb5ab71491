import type {TestRow} from "../../pipeline/build/assert-model.js";

/** A row of marts.deliveries that reached a status. */
export function delivery(messageId: string, status: string, more: TestRow = {}): TestRow {
  const isRead = ["read", "played", "clicked"].includes(status);
  const isDelivered = isRead || status === "delivered";
  return {
    message_id: messageId,
    recipient_id: "34600",
    conversation_id: "c",
    channel: "whatsapp",
    sent_at: "2026-03-02 09:00:00Z",
    day: "2026-03-02",
    handed_over_at: ["none", "accepted"].includes(status) ? null : "2026-03-02 09:00:00Z",
    status,
    is_delivered: isDelivered,
    is_read: isRead,
    is_failed: status === "failed",
    is_only_sent: status === "sent",
    is_status_only: false,
    ...more
  };
}
