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
    ["soy proveedor, con quién hablo?", "soy proveedor, con quién hablo?"]
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
