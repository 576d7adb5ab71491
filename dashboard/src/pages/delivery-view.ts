import {choice} from "../components/choice.js";
import {type Cube, labelsOf, rollup, type Selection} from "../components/cube.js";
import type {View} from "../components/page.js";
import type {deliveryTexts} from "./delivery-texts.js";

/** What the cards of Delivery are drawn from. */
export interface Delivery extends View {
  own: (typeof deliveryTexts)["es"];
  selection: Selection;
}

// Choices that are no template's name.
export function everything(): string {
  return "";
}

export function templatesOnly(): string {
  return "*";
}

export function templateChoice(
  cube: Cube,
  {own}: Delivery,
  value: string,
  change: (value: string) => void
): HTMLElement {
  const names = labelsOf(cube, "template_name");
  const options = [
    {value: everything(), label: own.everything},
    ...(names.length === 0 ? [] : [{value: templatesOnly(), label: own.allTemplates}]),
    ...names.map((name) => ({value: name, label: name}))
  ];
  return choice(own.template, options, value, change);
}

export function ofTemplate(cube: Cube, {selection}: Delivery, value: string): Selection {
  if (value === everything()) return selection;
  const names = value === templatesOnly() ? labelsOf(cube, "template_name") : [value];
  return {...selection, where: {...selection.where, template_name: names}};
}

/** Channels on which anything ever was so: the others do not tell, and have no value rather than zero. */
export function channelsThatTell({cubes}: Delivery, name: string): Set<string> {
  const found = rollup(cubes["delivery_days"]!, {by: ["channel"], sum: [name]});
  return new Set(found.filter((row) => (row[name] as number) > 0).map((row) => row["channel"] as string));
}

/** The selection on these channels alone. */
export function onChannels(selection: Selection, channels: Set<string>): Selection {
  const {where} = selection;
  const kept = where?.["channel"]?.filter((channel) => channels.has(channel)) ?? [...channels];
  return {...selection, where: {...where, channel: kept}};
}
