// Delivers what is in a test's home until somebody kills it: node --import tsx test-killed-run.ts <home> <mail server>
import {openDeliveries} from "./test-deliveries.js";

const [root = "", url = ""] = process.argv.slice(2);
const deliveries = await openDeliveries("warehouse.duckdb", root);
const environment = {CHAT_ANALYTICS_SMTP_URL: url};
await deliveries.run([{email: ["ana@example.com"], from: "reports@example.com"}], {environment});
process.exit(1);
