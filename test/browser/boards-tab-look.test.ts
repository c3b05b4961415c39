import { deepEqual, ok } from 'node:assert/strict';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { useBoardsTab, used } from '../support/boards-tab.js';
import { lookedAt } from '../support/editor.js';
import { freePort } from '../support/free-port.js';
import { accessibilityFaults } from '../support/look.js';

const overview = '**/esp8266-ws/overview';
const found = '**/esp8266-ws/found';

describe('The tab Boards, looked at,', function () {
  this.timeout(60_000);
  const tab = useBoardsTab();
  let board: VirtualBoard;

  before(async () => {
    board = new VirtualBoard({ port: 0, sketch: 'telemetry' });
    await board.listen();
    await tab.nodeRed.deploy([
      { id: 'tab', type: 'tab' },
      ...used('kitchen with a rather long name', board.port),
      ...used('garage', await freePort()),
    ]);
    const text = { auth: 'basic', sketch: 'telemetry', version: '1.0.0' };
    const boards = [
      { host: 'a-board-that-nobody-uses.local', addresses: ['192.168.100.150'], port: 81, text },
    ];
    await tab.page.route(found, (route) =>
      route.fulfill({ json: { boards, canAsk: true, inContainer: false } }),
    );
  });
  after(() => board?.close());
  afterEach(() => tab.page.unroute(overview));

  for (const language of lookedAt) {
    for (const width of [180, undefined, 600]) {
      it(`is whole in ${language}, ${width ?? 'as'} ${width ? 'px' : 'usually'} wide`, async () => {
        await tab.load(language);
        await tab.dress(false, width);
        for (const name of ['kitchen with a rather long name', 'garage']) {
          const opened = await tab.open(name);
          await opened.locator('summary').click();
          deepEqual(await tab.faults(), []);
          for (const isDark of width === undefined ? [true, false] : []) {
            await tab.dress(isDark, width);
            deepEqual(await accessibilityFaults(tab.tab), [], isDark ? 'by night' : 'by day');
          }
        }
      });
    }
  }

  it('says what to do where there is no board', async () => {
    await tab.page.route(overview, (route) => route.fulfill({ json: { boards: [] } }));
    await tab.load();
    await tab.sentence.getByText('Some boards are not deployed yet').waitFor();
    deepEqual(await accessibilityFaults(tab.tab), []);
  });

  it('draws 200 boards, each of which changes each second, without holding up the editor for 50 ms', async () => {
    let asked = 0;
    await tab.page.route(overview, (route) => {
      asked += 1;
      const boards = Array.from({ length: 200 }, (_each, n) => ({
        config: 'many',
        name: `board ${n}`,
        address: `192.168.1.${n}:81`,
        state: (n + asked) % 7 === 0 ? 'lost' : 'ready',
        ...((n + asked) % 7 === 0 && { cause: 'silent' }),
        reasons: [],
        roundTripMs: (n * asked) % 90,
        signalDbm: -50 - ((n + asked) % 40),
        lastWordMs: 1_000 * (asked % 9),
        outages: 0,
      }));
      return route.fulfill({ json: { boards } });
    });
    await tab.load();
    await tab.rows.nth(199).waitFor();
    const longest = await tab.page.evaluate(async () => {
      const rounds: number[] = [];
      const observer = new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) rounds.push(Math.max(rounds.pop() ?? 0, duration));
      });
      observer.observe({ type: 'longtask' });
      // Shown again, it asks at once, as it does when it is told of a change.
      for (let n = 0; n < 5; n += 1) {
        rounds.push(0);
        document.dispatchEvent(new Event('visibilitychange'));
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
      // Others may want the same processor meanwhile.
      return Math.min(...rounds);
    });
    ok(asked >= 5, `${asked}`);
    ok(longest < 50, `${longest} ms`);
  });
});
