import type { Report } from '../link/report.js';

/** A Node-RED status. The text is a catalogue key, so that each browser shows it in its own language. */
export interface NodeStatus {
  readonly fill: 'blue' | 'green' | 'yellow' | 'red' | 'grey';
  readonly shape: 'dot' | 'ring';
  readonly text: string;
}

/** The status of a node that has no board, or a setting that cannot work. */
export const configurationStatus: NodeStatus = { fill: 'red', shape: 'ring', text: 'configuration' };

/** What a report looks like under a node. */
export function statusOf({ state, cause }: Report): NodeStatus {
  return { ...looks[state], text: cause ?? state };
}

const looks: Readonly<Record<Report['state'], Omit<NodeStatus, 'text'>>> = {
  closing: { fill: 'yellow', shape: 'ring' },
  connecting: { fill: 'yellow', shape: 'ring' },
  disconnected: { fill: 'grey', shape: 'ring' },
  'no pongs': { fill: 'yellow', shape: 'dot' },
  lost: { fill: 'red', shape: 'ring' },
  ready: { fill: 'green', shape: 'dot' },
  silent: { fill: 'yellow', shape: 'dot' },
  slow: { fill: 'green', shape: 'dot' },
};
