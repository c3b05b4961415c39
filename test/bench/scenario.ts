import { Rig, type RigOptions } from './rig.js';
import type { VariantName } from './variants/index.js';

/** One line of a scenario's table: a variant, in a role. */
export interface Lane {
  readonly title: string;
  readonly variant: VariantName;
  readonly options?: RigOptions;
}

/** What one round of one lane gave, by column. Infinity: it never happened. */
export type Figures = Readonly<Record<string, number>>;

export interface Column {
  readonly key: string;
  /** With the unit. */
  readonly title: string;
  readonly digits?: number;
}

/** What a figure of one lane must reach: alone, or as a multiple of another lane's figure of the same round. */
export interface Target {
  readonly says: string;
  readonly column: string;
  readonly lane: string;
  readonly per?: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** One thing that is measured, on all its lanes in turn. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly columns: readonly Column[];
  readonly lanes: readonly Lane[];
  readonly targets: readonly Target[];
  /** So many rounds are enough, unless more are asked for: one takes long, and hardly differs from the next. */
  readonly rounds?: number;
  /** It runs only when it is asked for by name. */
  readonly onRequest?: true;
  measure(lane: Lane, rigs: Rigs): Promise<Figures>;
}

/** The rigs of a scenario. */
export class Rigs {
  private readonly kept = new Map<Lane, Promise<Rig>>();

  constructor(private readonly brokerPort: number) {}

  /** A lane's rig, connected if its boards are up: the same one in every round, so that its code is as warm as in a Node-RED that runs. */
  keep(lane: Lane, warmUp: (rig: Rig) => Promise<unknown>): Promise<Rig> {
    const rig = this.kept.get(lane) ?? this.open(lane, warmUp);
    this.kept.set(lane, rig);
    return rig;
  }

  /** A rig of one round, not yet connected. */
  async fresh(lane: Lane, use: (rig: Rig) => Promise<Figures>, options: RigOptions = {}): Promise<Figures> {
    const rig = await Rig.start(lane.variant, { ...lane.options, ...options }, this.brokerPort);
    return use(rig).finally(() => rig.end());
  }

  async end(): Promise<void> {
    for (const rig of this.kept.values()) await (await rig).end();
  }

  private async open(lane: Lane, warmUp: (rig: Rig) => Promise<unknown>): Promise<Rig> {
    const rig = await Rig.start(lane.variant, lane.options ?? {}, this.brokerPort);
    await (lane.options?.boardsAreUp === false ? rig.deploy() : rig.connect());
    await warmUp(rig);
    return rig;
  }
}

/** One lane for each variant, titled as the variant is. */
export function lanesOf(variants: readonly VariantName[], options: RigOptions = {}): Lane[] {
  return variants.map((variant) => ({ title: titles[variant], variant, options }));
}

/** How lanes are called where each variant has one. */
export const titles: Readonly<Record<VariantName, string>> = {
  ws: 'bare ws',
  floor: 'only node.send',
  core: 'core websocket',
  mqtt: 'core MQTT',
  ours: 'ours',
  oursParsing: 'ours, JSON opened',
  fleet: 'one config node',
};
