import type { Variant } from '../variants/variant.js';
import type { Place, Plan } from './plan.js';

/** The flow of a variant that does what a plan says. */
export function flowOf(variant: Variant, plan: Plan): object[] {
  const tab = { id: 'tab', type: 'tab', label: 'Bench' };
  return [tab, ...parts[plan.role](variant, plan)].map((item) =>
    'wires' in item ? { ...item, z: 'tab', x: 0, y: 0 } : item,
  );
}

/** How the ends of what is sent are counted. */
const tallyOf = (places: readonly Place[]): object[] => [
  { id: 'source', type: 'bench source', wires: [places.map(({ index }) => `out-${index}`)] },
  { id: 'complete', type: 'complete', scope: places.map(({ index }) => `out-${index}`), wires: [['tally']] },
  { id: 'catch', type: 'catch', scope: null, uncaught: false, wires: [['tally']] },
  { id: 'tally', type: 'bench tally', wires: [] },
];

const parts: Readonly<Record<Plan['role'], (variant: Variant, plan: Plan) => object[]>> = {
  in: (variant, plan) => [
    ...plan.places.flatMap((place) => [...variant.config(place, plan), variant.inNode(place, 'sink')]),
    { id: 'sink', type: 'bench sink', workMs: plan.workMs ?? 0, wires: [] },
  ],
  out: (variant, plan) => [
    ...plan.places.flatMap((place) => [...variant.config(place, plan), variant.outNode(place)]),
    ...tallyOf(plan.places),
  ],
  echo: (variant, plan) =>
    plan.places.flatMap((place) => [
      ...variant.config(place, plan),
      variant.inNode(place, `echo-${place.index}`),
      { id: `echo-${place.index}`, type: 'bench echo', wires: [[`out-${place.index}`]] },
      variant.outNode(place),
    ]),
  all: (variant, plan) => {
    const places = variant.isShared ? plan.places.slice(0, 1) : plan.places;
    return [
      ...places.flatMap((place) => [
        ...variant.config(place, plan),
        variant.inNode(place, `answer-${place.index}`),
        { id: `answer-${place.index}`, type: 'bench answer', wires: [[`out-${place.index}`]] },
        variant.outNode(place),
      ]),
      ...tallyOf(places),
    ];
  },
};
