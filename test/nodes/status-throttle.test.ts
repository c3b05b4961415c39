import { deepEqual, equal, ok } from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import { StatusThrottle } from '../../nodes/status-throttle.js';
import { type FlowItem, load, node, statusText, statusTexts } from '../support/flow.js';

const roundingMs = 1;

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe('A status light', () => {
  let light: StatusThrottle;

  beforeEach(async () => {
    await load([
      { id: 'tab', type: 'tab' },
      { id: 'node', type: 'helper', z: 'tab' },
    ] as FlowItem[]);
    light = new StatusThrottle(node('node'));
  });

  afterEach(() => helper.unload());

  const show = (text: string) => light.show({ fill: 'green', shape: 'dot', text });

  it('shows a status at once after a quiet time', () => {
    show('ready');
    deepEqual(statusTexts('node'), ['ready']);
  });

  it('R3: shows at most four a second of a board that flaps 50 times a second, and always the last', async () => {
    const before = performance.now();
    for (let flap = 0; flap < 50; flap += 1) {
      show(flap % 2 === 0 ? 'ready' : 'lost');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    show('at last');
    await statusText('node', 'at last');
    // Node.js rounds each of the intervals to whole milliseconds, of its own.
    const intervals = (performance.now() - before) / (250 - roundingMs);
    ok(
      statusTexts('node').length <= intervals + 1,
      `${statusTexts('node').length} in ${intervals} intervals`,
    );
    light.clear();
  });

  it('shows no attempt that fails at once: the status of a board that refuses stays', async () => {
    show('refused');
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      show('connecting');
      show('refused');
    }
    show('ready');
    await statusText('node', 'ready');
    deepEqual(statusTexts('node'), ['refused', 'ready']);
    light.clear();
  });

  it('shows an attempt that lasts, and the first one at once', async () => {
    show('connecting');
    show('no answer');
    await statusText('node', 'no answer');
    show('connecting');
    await statusText('node', 'connecting');
    deepEqual(statusTexts('node'), ['connecting', 'no answer', 'connecting']);
    light.clear();
  });

  it('R2: wakes for no attempt that has failed at once', async () => {
    show('refused');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = timers();
    show('connecting');
    equal(timers(), before + 1);
    show('refused');
    equal(timers(), before);
    light.clear();
  });

  it('R3: leaves no timer when it is off', () => {
    const before = timers();
    show('ready');
    equal(timers(), before + 1);
    light.clear();
    equal(timers(), before);
  });

  it('R3: shows nothing any more when it is off, nor what was to come', async () => {
    show('ready');
    show('lost');
    light.clear();
    await new Promise((resolve) => setTimeout(resolve, 300));
    equal(statusTexts('node').at(-1), '');
  });
});
