import type { Locator, Page } from 'playwright-core';
import { useBrowser } from './browser.js';
import { type Item, NodeRed, type Start } from './node-red.js';
import { shortTimes } from './settings.js';

/** As much of the editor's own object as is used here. */
declare const RED: { readonly actions: { invoke(action: string): void } };

/** The tab *Boards* of a Node-RED, in a browser. */
export class BoardsTab {
  nodeRed!: NodeRed;

  constructor(private readonly browser: { readonly page: Page }) {}

  get page(): Page {
    return this.browser.page;
  }

  get tab(): Locator {
    return this.page.locator('.esp8266-ws-tab');
  }

  get sentence(): Locator {
    return this.tab.locator('.esp8266-ws-tab-sentence').first();
  }

  get rows(): Locator {
    return this.tab.locator('.esp8266-ws-tab-row');
  }

  get opened(): Locator {
    return this.tab.locator('.esp8266-ws-board-opened');
  }

  async start(start?: Start): Promise<void> {
    this.nodeRed = await NodeRed.start(undefined, start);
  }

  /** Loads the editor, and shows the tab. */
  async load(language = 'en-US'): Promise<void> {
    const { page } = this;
    await page.route('**/catalogue.nodered.org/**', (route) => route.abort());
    await page.addInitScript((name) => localStorage.setItem('editor-language', name), language);
    await page.goto(this.nodeRed.url);
    await page.locator('[data-palette-type="esp8266-ws-in"]').waitFor();
    // While it loads, the editor shows another tab of its own.
    await page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
    await page.evaluate(() => RED.actions.invoke('esp8266-ws:show-boards-tab'));
    await this.sentence.waitFor();
  }

  row(name: string): Locator {
    return this.rows.filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** Opens a board, and waits until its values and its history are there. */
  async open(name: string): Promise<Locator> {
    await this.row(name).click();
    await this.opened.locator('.esp8266-ws-history-summary:not(:empty)').waitFor();
    return this.opened;
  }

  /** Clicks a button of the opened board. */
  async press(label: string): Promise<void> {
    await this.opened.getByRole('button', { name: label, exact: true }).click();
  }

  /** Puts on the dark theme of Node-RED 5, as wide as it should be. */
  async dress(isDark: boolean, width?: number): Promise<void> {
    await this.tab.evaluate(
      (tab, [dark, px]) => {
        document.documentElement.classList.toggle('nr-theme-dark', dark);
        tab.style.width = px === undefined ? '' : `${px}px`;
      },
      [isDark, width] as const,
    );
  }

  /** What is cut off by chance, or sticks out, or is still a key of the catalogue. */
  faults(): Promise<string[]> {
    return this.tab.evaluate((tab) => {
      const edge = tab.getBoundingClientRect();
      const shown = [...tab.querySelectorAll<HTMLElement>('*')].filter(
        (each) => each instanceof HTMLElement && each.checkVisibility(),
      );
      const isCut = (each: HTMLElement) =>
        each.clientWidth > 0 &&
        each.scrollWidth > each.clientWidth + 1 &&
        !each.closest('.esp8266-ws-cut, input');
      const nameOf = (each: HTMLElement) => `${each.className}: ${each.innerText}`;
      return [
        ...shown.filter(isCut).map((each) => `clipped: ${nameOf(each)}`),
        ...shown
          .filter((each) => each.getBoundingClientRect().right > edge.right + 1)
          .map((each) => `out: ${nameOf(each)}`),
        ...((tab as HTMLElement).innerText.match(
          /\b(?:action|done|event|fact|found|history|list|now|section|send|topics)\.[a-z]\w+|__\w+__/g,
        ) ?? []),
      ];
    });
  }
}

/** For one suite: a browser, and a Node-RED whose tab *Boards* it shows. */
export function useBoardsTab(start?: Start): BoardsTab {
  const tab = new BoardsTab(useBrowser());
  before(async function () {
    this.timeout(60_000);
    await tab.start(start);
  });
  after(() => tab.nodeRed?.stop());
  return tab;
}

/** A board in a flow, with short times: its config node, and a node that uses it. */
export function used(name: string, port: number, saved: Readonly<Record<string, unknown>> = {}): Item[] {
  const config = {
    id: `board-${name}`,
    type: 'esp8266-ws-config',
    name,
    host: '127.0.0.1',
    port,
    ...shortTimes,
  };
  const place = { z: 'tab', x: 300, y: 100, wires: [[]] };
  return [
    { ...config, ...saved },
    { ...place, id: `in-${name}`, type: 'esp8266-ws-in', board: config.id, emit: 'messages', outputs: 1 },
  ];
}
