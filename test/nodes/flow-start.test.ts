import { deepEqual } from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { FlowStart } from '../../nodes/flow-start.js';
import type { Gate } from '../../src/link/dial-gate.js';
import { nextTurn } from '../support/flow.js';

const openGate: Gate = (dial) => {
  dial();
  return () => {};
};

describe('The start of flows', () => {
  let events: EventEmitter;
  let dialled: string[];

  /** A gate that is shut while flows start, for so long at most. */
  function gateFor(longestMs: number): Gate {
    events = new EventEmitter();
    dialled = [];
    const flowStart = new FlowStart(longestMs);
    flowStart.watch(events);
    flowStart.watch(events);
    return flowStart.gateBefore(openGate);
  }

  it('lets dials wait until it is over, in order, but for those taken back', async () => {
    const gate = gateFor(60_000);
    gate(() => dialled.push('before'));
    events.emit('flows:starting');
    gate(() => dialled.push('one'));
    gate(() => dialled.push('taken back'))();
    gate(() => dialled.push('other'));
    deepEqual(dialled, ['before']);
    events.emit('flows:started');
    gate(() => dialled.push('after'));
    deepEqual(dialled, ['before']);
    await nextTurn();
    deepEqual(dialled, ['before', 'one', 'other', 'after']);
  });

  it('is over some time later where Node-RED failed halfway and never says so', async () => {
    const gate = gateFor(20);
    events.emit('flows:starting');
    const passed = new Promise<void>((resolve) => {
      gate(resolve);
    });
    // The time alone would not keep the process alive, nor should it.
    const alive = setTimeout(() => {}, 60_000);
    await passed;
    clearTimeout(alive);
    gate(() => dialled.push('at once'));
    deepEqual(dialled, ['at once']);
  });

  it('is not over because one before it is', async () => {
    const gate = gateFor(60_000);
    events.emit('flows:starting');
    events.emit('flows:started');
    events.emit('flows:starting');
    gate(() => dialled.push('waits'));
    await nextTurn();
    deepEqual(dialled, []);
    events.emit('flows:started');
    await nextTurn();
    deepEqual(dialled, ['waits']);
  });
});
