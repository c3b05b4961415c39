// Takes the pictures of the README from the demo. Needs Chromium; takes three minutes, in which the chart fills.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('..', import.meta.url));
const images = join(root, 'docs/images');
const chartSeconds = Number(process.env.CHART_SECONDS ?? 180);

const userDir = mkdtempSync(join(tmpdir(), 'esp8266-ws-pictures-'));
const demo = spawn(process.execPath, [join(root, 'scripts/demo.mjs')], {
  env: { ...process.env, DEMO_DIR: userDir, PORT: '18800' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const browser = await chromium.launch({
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
});

try {
  const [output] = await once(demo.stdout.setEncoding('utf8'), 'data');
  const [dashboard, editor] = output.match(/http:\S+/g);
  mkdirSync(images, { recursive: true });
  await takeDashboard(dashboard);
  await takeFlow(editor);
} finally {
  await browser.close();
  demo.kill();
  await once(demo, 'exit');
  rmSync(userDir, { recursive: true });
}

async function takeDashboard(address) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 768 } });
  await page.goto(address);
  await page.locator('.nrdb-ui-switch input').click({ force: true });
  await page.mouse.move(640, 20);
  await page.waitForTimeout(chartSeconds * 1_000);
  await page.screenshot({ path: join(images, 'dashboard.png') });
}

async function takeFlow(address) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 560 } });
  await page.goto(address);
  await page.locator('.red-ui-flow-node-status-label').first().waitFor();
  await page.evaluate(() => {
    const { RED, document } = globalThis;
    RED.actions.invoke('core:toggle-sidebar');
    for (const _step of [0.9, 0.8]) RED.actions.invoke('core:zoom-out');
    document.querySelector('[data-palette-type="esp8266-ws-in"]').scrollIntoView({ block: 'center' });
    document.querySelector('#red-ui-workspace-chart').scrollLeft = 110;
  });
  await page.waitForTimeout(1_000);
  await page.screenshot({ path: join(images, 'flow.png') });
}
