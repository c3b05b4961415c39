import type { Cause } from './cause.js';
import { type Loss, type State, slowMs } from './connection-state.js';

/** How a board's connection is doing, in the words that people see in the editor and flows get in `$state` messages. */
export interface Report {
  readonly state: 'connecting' | 'ready' | 'slow' | 'silent' | 'lost' | 'closing' | 'disconnected';
  /** Why the board is not connected; only where `state` is `lost`. */
  readonly cause: Cause | undefined;
  /** What exactly happened, for the log. */
  readonly detail: string | undefined;
  /** The attempt that is under way, comes next or has succeeded: 0 is the first since the connection last held. */
  readonly attempt: number;
  readonly roundTripMs: number | undefined;
}

/** A Node-RED status. The text is a catalogue key, so that each browser shows it in its own language. */
export interface NodeStatus {
  readonly fill: 'green' | 'yellow' | 'red' | 'grey';
  readonly shape: 'dot' | 'ring';
  readonly text: string;
}

/** The status of a node that has no board, or a setting that cannot work. */
export const configurationStatus: NodeStatus = { fill: 'red', shape: 'ring', text: 'configuration' };

/** What a state means to people. */
export function reportOf(state: State): Report {
  switch (state.name) {
    case 'idle':
    case 'held':
      return report('disconnected');
    case 'closing':
      return report('closing');
    case 'connecting':
      return report('connecting', state.tries.attempt);
    case 'backoff':
      return report('lost', state.tries.attempt, undefined, state);
    default: {
      const { tries, roundTripMs } = state;
      const pace = (roundTripMs ?? 0) > slowMs ? 'slow' : 'ready';
      return report(state.name === 'silent' ? 'silent' : pace, tries.attempt, roundTripMs);
    }
  }
}

function report(state: Report['state'], attempt = 0, roundTripMs?: number, loss?: Loss): Report {
  return { state, cause: loss?.cause, detail: loss?.detail, attempt, roundTripMs };
}

/** Whether two reports say the same to people: a new round trip alone is no news. */
export function isSameReport(one: Report, other: Report): boolean {
  return one.state === other.state && one.cause === other.cause && one.attempt === other.attempt;
}

/** What a report looks like under a node. */
export function statusOf({ state, cause }: Report): NodeStatus {
  return { ...looks[state], text: cause ?? state };
}

const looks: Readonly<Record<Report['state'], Omit<NodeStatus, 'text'>>> = {
  closing: { fill: 'yellow', shape: 'ring' },
  connecting: { fill: 'yellow', shape: 'ring' },
  disconnected: { fill: 'grey', shape: 'ring' },
  lost: { fill: 'red', shape: 'ring' },
  ready: { fill: 'green', shape: 'dot' },
  silent: { fill: 'yellow', shape: 'dot' },
  slow: { fill: 'green', shape: 'dot' },
};
