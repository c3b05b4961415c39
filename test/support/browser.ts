import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const executables = [process.env.CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser'];

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A headless Chromium for one suite of tests, which is skipped where none is installed. */
export function useBrowser(): { page: Page } {
  const tools = {} as { page: Page };
  let profile: string;
  let context: BrowserContext | undefined;

  before(async function () {
    this.timeout(60_000);
    const executablePath = executables.find((path) => existsSync(path));
    if (executablePath === undefined) {
      console.log('    No Chromium found: install Debian\'s "chromium", or name one in CHROMIUM');
      this.skip();
    }
    profile = mkdtempSync(join(tmpdir(), 'esp8266-ws-chromium-'));
    context = await chromium.launchPersistentContext(profile, { args, executablePath });
    context.setDefaultTimeout(25_000);
    tools.page = await context.newPage();
  });

  after(async () => {
    await context?.close();
    if (profile !== undefined) rmSync(profile, { force: true, recursive: true });
  });

  return tools;
}
