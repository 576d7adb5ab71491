import type {Language} from "./i18n.js";

const names: Record<Language, Record<string, string>> = {
  es: {
    marketing: "Marketing",
    marketing_lite: "Marketing Lite",
    utility: "Utilidad",
    authentication: "Autenticación",
    authentication_international: "Autenticación internacional",
    service: "Servicio",
    referral_conversion: "Punto de entrada",
    user_initiated: "Iniciada por el cliente",
    business_initiated: "Iniciada por la empresa",
    group_marketing: "Marketing en grupos",
    group_utility: "Utilidad en grupos",
    group_service: "Servicio en grupos",
    general_purpose_ai: "Asistente de IA",
    unknown: "Desconocida",
    regular: "Pagado",
    free_tier: "Cupo mensual gratis",
    free_customer_service: "Ventana de atención",
    free_group_customer_service: "Ventana de atención del grupo",
    free_entry_point: "Punto de entrada gratis",
    free_open_conversation: "Conversación ya abierta"
  },
  en: {
    marketing: "Marketing",
    marketing_lite: "Marketing Lite",
    utility: "Utility",
    authentication: "Authentication",
    authentication_international: "Authentication international",
    service: "Service",
    referral_conversion: "Entry point",
    user_initiated: "User-initiated",
    business_initiated: "Business-initiated",
    group_marketing: "Marketing in groups",
    group_utility: "Utility in groups",
    group_service: "Service in groups",
    general_purpose_ai: "AI assistant",
    unknown: "Unknown",
    regular: "Paid",
    free_tier: "Free monthly allowance",
    free_customer_service: "Customer service window",
    free_group_customer_service: "The group's service window",
    free_entry_point: "Free entry point",
    free_open_conversation: "Conversation already open"
  }
};

/** A category or pricing type in words; one that is new is shown as Meta names it. */
export function spendName(language: Language, name: string): string {
  return names[language][name] ?? name;
}
