import type { Variant } from '../variants/variant.js';
import type { Plan } from './plan.js';

/** The flow of a variant that does what a plan says. */
export function flowOf(variant: Variant, plan: Plan): object[] {
  const tab = { id: 'tab', type: 'tab', label: 'Bench' };
  return [tab, ...parts[plan.role](variant, plan)].map((item) =>
    'wires' in item ? { ...item, z: 'tab', x: 0, y: 0 } : item,
  );
}

const parts: Readonly<Record<Plan['role'], (variant: Variant, plan: Plan) => object[]>> = {
  in: (variant, plan) => [
    ...plan.places.flatMap((place) => [...variant.config(place, plan), variant.inNode(place, 'sink')]),
    { id: 'sink', type: 'bench sink', workMs: plan.workMs ?? 0, wires: [] },
  ],
  out: (variant, plan) => [
    ...plan.places.flatMap((place) => [...variant.config(place, plan), variant.outNode(place)]),
    { id: 'source', type: 'bench source', wires: [plan.places.map(({ index }) => `out-${index}`)] },
    {
      id: 'complete',
      type: 'complete',
      scope: plan.places.map(({ index }) => `out-${index}`),
      wires: [['tally']],
    },
    { id: 'catch', type: 'catch', scope: null, uncaught: false, wires: [['tally']] },
    { id: 'tally', type: 'bench tally', wires: [] },
  ],
  echo: (variant, plan) =>
    plan.places.flatMap((place) => [
      ...variant.config(place, plan),
      variant.inNode(place, `echo-${place.index}`),
      { id: `echo-${place.index}`, type: 'bench echo', wires: [[`out-${place.index}`]] },
      variant.outNode(place),
    ]),
};
