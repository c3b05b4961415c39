// Takes the pictures of the README from the demo. Needs Chromium; takes three minutes, in which the charts fill.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { startStatusFlow } from './status-flow.mjs';

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
  const filled = setTimeout(chartSeconds * 1_000);
  await takeBrightness(new URL('brightness', dashboard).href);
  await takeFlow(editor);
  await takeDialogs(editor);
  await takeStatuses(editor);
  await filled;
  await takeBoardsTab(editor);
  // The last one: it stops the board.
  await takeDashboard(dashboard);
} finally {
  await browser.close();
  demo.kill();
  await once(demo, 'exit');
  rmSync(userDir, { recursive: true });
}

async function save(page, name, options) {
  await page.screenshot({ path: join(images, `${name}.png`), ...options });
}

/** A page once it has come to rest. */
async function openPage(address, viewport, colorScheme = 'light') {
  const page = await browser.newPage({ colorScheme, viewport });
  await page.goto(address);
  return page;
}

/** On a wall: light, dark on a small tablet, and while the board is away on a phone. */
async function takeDashboard(address) {
  const desktop = await openPage(address, { width: 1280, height: 768 });
  await desktop.locator('.nrdb-ui-switch input').click({ force: true });
  await desktop.mouse.move(640, 20);
  await setTimeout(5_000);
  await save(desktop, 'dashboard');
  const tablet = await openPage(address, { width: 1024, height: 768 }, 'dark');
  await setTimeout(3_000);
  await save(tablet, 'dashboard-dark');
  const phone = await openPage(address, { width: 400, height: 820 });
  await desktop.getByRole('button', { name: 'Stop the board' }).click();
  await phone.getByText('Offline').waitFor();
  await setTimeout(3_000);
  await save(phone, 'dashboard-offline');
}

/** What the slider has said, and what the board has taken. */
async function takeBrightness(address) {
  const page = await openPage(address, { width: 1280, height: 460 });
  await page.getByRole('button', { name: 'The same to a busy board' }).click();
  await page.getByText('The board has 100 %').waitFor();
  await setTimeout(1_000);
  await save(page, 'brightness');
}

/** The editor with the first flow, every node with its status. */
async function openEditor(address, viewport) {
  const page = await openPage(address, viewport);
  await page.locator('.red-ui-flow-node-status-label', { hasText: 'ready' }).first().waitFor();
  return page;
}

async function takeFlow(address) {
  const page = await openEditor(address, { width: 1366, height: 768 });
  await page.evaluate(() => {
    const { document } = globalThis;
    document.querySelector('[data-palette-type="esp8266-ws-in"]').scrollIntoView({ block: 'center' });
  });
  await setTimeout(1_000);
  await save(page, 'flow');
}

/** The dialog of the slider's out node, and that of its board. */
async function takeDialogs(address) {
  const page = await openEditor(address, { width: 1280, height: 749 });
  await page.evaluate(() => {
    const { RED } = globalThis;
    const [out] = RED.nodes
      .filterNodes({ type: 'esp8266-ws-out' })
      .filter(({ topic }) => topic === 'brightness');
    RED.editor.edit(out);
  });
  await takeTray(page, '#node-input-board', 'dialog-out');
  await page.setViewportSize({ width: 1280, height: 598 });
  await page.locator('#node-input-btn-board-edit').click();
  await page.locator('.red-ui-tray').last().getByText('Status').first().click();
  await takeTray(page, '#node-config-input-host', 'dialog-board');
}

async function takeTray(page, field, name) {
  await page.locator(field).waitFor();
  await setTimeout(1_000);
  await save(page, name, { clip: await page.locator('.red-ui-tray').last().boundingBox() });
}

/** The tab Boards: a list, with one board opened. What announces itself near this computer is nobody's business. */
async function takeBoardsTab(address) {
  const page = await openEditor(address, { width: 1280, height: 960 });
  const text = { sketch: 'telemetry', version: '1.0.0' };
  const boards = [{ host: 'greenhouse.local', addresses: ['192.168.1.57'], port: 81, text }];
  await page.route('**/esp8266-ws/found', (route) => route.fulfill({ json: { boards, canAsk: true } }));
  await page.evaluate(() => globalThis.RED.actions.invoke('esp8266-ws:show-boards-tab'));
  await page.locator('.esp8266-ws-tab-row', { hasText: 'Living room' }).click();
  await page.locator('.esp8266-ws-value').first().waitFor();
  await setTimeout(2_000);
  await save(page, 'boards-tab', { clip: await page.locator('#red-ui-sidebar').boundingBox() });
}

/** What is under a node, for most of what can be wrong. */
async function takeStatuses(address) {
  const { flow, statuses, stop } = await startStatusFlow();
  const flows = await (await fetch(new URL('flows', address))).json();
  await deploy(address, [...flows, ...flow]);
  const page = await openEditor(address, { width: 1440, height: 500 });
  await page.evaluate(() => globalThis.RED.workspaces.show('statuses'));
  for (const status of statuses) await page.getByText(status, { exact: true }).first().waitFor();
  const boxes = await Promise.all(
    (await page.locator('.red-ui-flow-node-group').all()).map((node) => node.boundingBox()),
  );
  await save(page, 'statuses', { clip: around(boxes) });
  await deploy(address, flows);
  await stop();
}

function deploy(address, flows) {
  return fetch(new URL('flows', address), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Node-RED-Deployment-Type': 'flows' },
    body: JSON.stringify(flows),
  });
}

/** The smallest part of a picture that holds all boxes, and some room around them. */
function around(boxes) {
  const room = 24;
  const x = Math.min(...boxes.map((box) => box.x)) - room;
  const y = Math.min(...boxes.map((box) => box.y)) - room;
  const width = Math.max(...boxes.map((box) => box.x + box.width)) + room - x;
  return { x, y, width, height: Math.max(...boxes.map((box) => box.y + box.height)) + room - y };
}
