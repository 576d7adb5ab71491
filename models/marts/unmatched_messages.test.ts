import {describe, test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";

describe("texts with one wording", () => {
  test.each([
    ["¿Envíos a CEUTA?", "envios a ceuta"],
    ["envios   a ceuta!!", "envios a ceuta"],
    ["holaaaa", "hola"],
    ["no me llamoooo nadie", "no me llamo nadie"],
    ["perro y leer", "perro y leer"],
    ["??", "?"],
    ["👍👍👍", "👍"],
    ["mi pedido 412 345 y el 77B", "mi pedido # y el #"],
    ["", ""]
  ])("%s", (text, wording) => assertUnmatched(text, {wording}));
});

describe("what tells who wrote is taken out", () => {
  test.each([
    ["mi correo es ana.perez+1@correo.example, gracias", "mi correo es •••, gracias"],
    ["llamadme al +34 700 03 52 21", "llamadme al #"],
    ["mi dni es 12345678Z", "mi dni es #"],
    ["mirad https://tienda.example/p?u=ana", "mirad •••"],
    ["Hola, soy Marta García y quiero saber", "Hola, soy ••• y quiero saber"],
    ["hola Marta, me ayudas?", "hola •••, me ayudas?"],
    ["me llamo luis y tengo un problema", "me llamo ••• y tengo un problema"],
    ["My name is Ann Smith", "My name is •••"],
    ["soy proveedor, con quién hablo?", "soy proveedor, con quién hablo?"],
    ["mi correo es ana.garcia @gmail.example", "mi correo es •••"],
    ["correo: ana.garcia@ gmail.example, gracias", "correo: •••, gracias"],
    ["ana.garcia＠gmail.example", "•••"],
    ["ana.garcia arroba gmail punto com por favor", "••• por favor"],
    ["soy ana_garcia [at] gmail [dot] com", "soy •••"],
    ["mi insta es @anagarcia", "mi insta es •••"],
    ["nos vemos @ las siete", "nos vemos @ las siete"],
    ["mirad instagram.com/anagarcia o anagarcia.com", "mirad ••• o •••"],
    ["no va.es urgente", "no va.es urgente"],
    ["ES91 2100 0418 4502 0005 1332", "#"],
    ["la tarjeta 4111.1111.1111.1111", "la tarjeta #"],
    ["mi NIE es Y1234567X y mi RUT 12.345.678-K", "mi NIE es # y mi RUT #-K"],
    ["CURP GARA800101HDFRRN09", "CURP #"],
    ["６００１１１２２２ o ٦٠٠١١١٢٢٢", "# o #"],
    ["6\u200b0\u200b0\u200b1\u200b1\u200b1", "#"],
    ["es el seis cero cero, once, veintidós y treinta", "es el #"],
    ["llamad al 6 cero 0 uno 1 1", "llamad al #"],
    ["my phone is five five five one two", "my phone is #"],
    ["quiero dos o tres, una para mi madre", "quiero dos o tres, una para mi madre"],
    ["me llamo ana garcía lópez", "me llamo •••"],
    ["me llamo ana de la cruz y quiero un taxi", "me llamo ••• y quiero un taxi"],
    ["Me llamo Juan de la Cruz Pérez, quiero", "Me llamo •••, quiero"],
    ["Mi nombre es: Ana García", "Mi nombre es •••"],
    ["Soy\u00a0María García", "Soy •••"],
    ["Soy ANA GARCÍA", "Soy •••"],
    ["Hola, soy la señora García", "Hola, soy •••"],
    ["de parte de D. Pedro Ruiz", "de parte de •••"],
    ["HOLA QUIERO UN TAXI", "HOLA QUIERO UN TAXI"]
  ])("%s", (text, example) => assertUnmatched(text, {example}));

  test("the words of the contact's profile name, however they are written", () =>
    assertUnmatched("soy begoña, la de ITURRI", {example: "soy •••, la de •••"}, "Begoña Iturri 🌻"));
});

describe("the words of the profile name, also with signs beside them", () => {
  test.each([
    ["pedido de García-López", "pedido de •••-•••"],
    ["firmado:Lucía,García.", "firmado:•••,•••."],
    ["it is Lucía's order (Lucía/García)", "it is •••'s order (•••/•••)"],
    ["pedido de Luci\u0301a", "pedido de •••"],
    ["lucíana y garcíam son otras", "lucíana y garcíam son otras"]
  ])("%s", async (text, example) => {
    await assertUnmatched(text, {example}, "Lucía García López");
    await assertUnmatched(text, {example}, "Lucía García López".normalize("NFD"));
  });
});

test("only what was not understood is listed", () =>
  assertModel(
    "marts.unmatched_messages",
    {
      "marts.contact_messages": [{message_id: "1", conversation_id: "c", is_fallback: false}],
      "marts.messages": [{message_id: "1", conversation_id: "c", text: "hola"}]
    },
    []
  ));

function assertUnmatched(text: string, expected: Record<string, string>, name: string | null = null): Promise<void> {
  return assertModel(
    "marts.unmatched_messages",
    {
      "marts.contact_messages": [{message_id: "1", conversation_id: "c", is_fallback: true}],
      "marts.messages": [{message_id: "1", conversation_id: "c", text: text || null, contact_name: name}]
    },
    [expected]
  );
}
