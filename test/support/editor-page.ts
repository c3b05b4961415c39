import type { Locator, Page } from 'playwright-core';

interface Item {
  readonly id: string;
  readonly label?: string;
  readonly name?: string;
  readonly z: string;
}

/** What runs in the page. */
declare const RED: {
  readonly actions: { invoke(action: string): void };
  readonly nodes: {
    eachNode(visit: (node: Item) => void): void;
    eachWorkspace(visit: (tab: Item) => void): void;
  };
  readonly workspaces: { active(): string; show(id: string): void };
};

/** Node-RED's editor in a browser, used by clicks as a person does. */
export class EditorPage {
  constructor(
    private readonly page: Page,
    private readonly url: string,
  ) {}

  async open(): Promise<void> {
    // What can be installed is in the internet, where no test goes.
    await this.page.route(/catalogue\.nodered\.org/, (route) => route.abort());
    await this.page.goto(this.url);
    await this.page.locator('[data-palette-type="esp8266-ws-in"]').waitFor();
  }

  /** *Menu → Import → Examples*. */
  async openExamples(): Promise<void> {
    await this.click('#red-ui-header-button-sidemenu');
    await this.click('#menu-item-import');
    await this.click('#red-ui-tab-red-ui-clipboard-dialog-import-tab-examples a');
  }

  /** Three clicks in the list of examples: this package, the example, *Import*. */
  async import(example: string): Promise<void> {
    const list = this.page.locator('#red-ui-clipboard-dialog');
    const label = list.getByText(example, { exact: true });
    await this.unfold(list.getByText('node-red-contrib-esp8266-ws', { exact: true }), label);
    // The list slides open, and what is clicked meanwhile is missed.
    await this.page.waitForFunction(() => jQuery('#red-ui-clipboard-dialog :animated').length === 0);
    await label.click();
    await this.click('#red-ui-clipboard-dialog-ok');
    await list.waitFor({ state: 'hidden' });
    // The dialog closes first, and only then the editor fetches the example: a deploy at once would be without it.
    await this.page.waitForFunction((wanted) => {
      let isThere = false;
      RED.nodes.eachWorkspace((tab) => {
        isThere ||= tab.label === wanted;
      });
      return isThere;
    }, example);
  }

  /** Presses *Deploy* and waits until nothing is left to deploy. */
  async deploy(): Promise<void> {
    await this.click('#red-ui-header-button-deploy');
    await this.page.locator('#red-ui-header-button-deploy.disabled').waitFor();
  }

  /** Shows an imported tab: by script, since the notice of the import covers the tabs for some seconds. */
  async show(label: string): Promise<void> {
    await this.page.evaluate((wanted) => {
      RED.nodes.eachWorkspace((tab) => {
        if (tab.label === wanted) RED.workspaces.show(tab.id);
      });
    }, label);
    await this.page.locator('.red-ui-tab.active', { hasText: label }).waitFor();
  }

  /** Waits until so many nodes of the shown tab say `ready`, or of several boards that all are: `6/6`. */
  async allReady(count: number): Promise<void> {
    await this.page
      .locator('.red-ui-flow-node-status-label', { hasText: /^(ready|(\d+)\/\2)$/ })
      .nth(count - 1)
      .waitFor();
  }

  /** Waits until a node of the shown tab has this status below it. */
  async status(node: string, text: string): Promise<void> {
    await (await this.nodeNamed(node))
      .locator('.red-ui-flow-node-status-label', { hasText: new RegExp(`^${text}$`) })
      .waitFor();
  }

  /** Presses the button of an inject node. */
  async press(node: string): Promise<void> {
    await (await this.nodeNamed(node)).locator('.red-ui-flow-node-button-button').click();
  }

  /** Opens the debug sidebar, and waits for a line in it. */
  async debug(text: string): Promise<void> {
    await this.page.evaluate(() => RED.actions.invoke('core:show-debug-tab'));
    await this.page.locator('.red-ui-debug-msg', { hasText: text }).first().waitFor();
  }

  /** Clicks until what is folded shows: a slow editor may draw its list once more, folded, after the click. */
  private async unfold(fold: Locator, inside: Locator): Promise<void> {
    for (;;) {
      await fold.click();
      const isShown = await inside.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => false,
      );
      if (isShown) return;
    }
  }

  private async click(selector: string): Promise<void> {
    await this.page.locator(selector).click();
  }

  /** A node of the shown tab; an import gives nodes new ids. */
  private async nodeNamed(name: string) {
    const id = await this.page.evaluate((wanted) => {
      let found = '';
      RED.nodes.eachNode((node) => {
        if (node.name === wanted && node.z === RED.workspaces.active()) found = node.id;
      });
      return found;
    }, name);
    return this.page.locator(`[id="${id}"]`);
  }
}
