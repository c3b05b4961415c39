/** A page of Dashboard 2.0 for a board, as it is saved: pure. Defaults are those of its version 1.31. */

import { labelOf } from './flow-text.mjs';

/**
 * A page, and the dashboard and theme that it needs where there are none yet.
 *
 * @param {string} name of the board
 * @param {readonly ExistingNode[]} existing config nodes of the flows
 * @param {() => string} newId
 */
export function pageFor(name, existing, newId) {
  const ui = existing.find(({ type }) => type === 'ui-base') ?? { id: newId(), ...base };
  const theme = existing.find(({ type }) => type === 'ui-theme') ?? { id: newId(), ...look };
  const pages = existing.filter(({ type }) => type === 'ui-page');
  const path = freePath(name, new Set(pages.map((page) => String(page.path))));
  const page = {
    id: newId(),
    type: 'ui-page',
    name: labelOf(name),
    ui: ui.id,
    path,
    icon: 'gauge',
    layout: 'grid',
    theme: theme.id,
    breakpoints: [
      { name: 'Default', px: 0, cols: 3 },
      { name: 'Tablet', px: 576, cols: 6 },
      { name: 'Small Desktop', px: 768, cols: 9 },
      { name: 'Desktop', px: 1024, cols: 12 },
    ],
    order: pages.length + 1,
    className: '',
    visible: 'true',
    disabled: 'false',
  };
  const added = [ui, theme].filter((node) => !existing.includes(node));
  return { nodes: [...added, page], page: page.id, path: `${String(ui.path).replace(/\/$/, '')}${path}` };
}

/**
 * @param {string} name
 * @param {ReadonlySet<string>} taken
 */
function freePath(name, taken) {
  const words = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 64);
  const path = `/${words || 'board'}`;
  for (let n = 1; ; n += 1) {
    const free = n === 1 ? path : `${path}-${n}`;
    if (!taken.has(free)) return free;
  }
}

const base = {
  type: 'ui-base',
  name: 'Dashboard',
  path: '/dashboard',
  appIcon: '',
  includeClientData: true,
  acceptsClientConfig: ['ui-notification', 'ui-control'],
  showPathInSidebar: false,
  headerContent: 'page',
  navigationStyle: 'default',
  titleBarStyle: 'default',
  showReconnectNotification: true,
  notificationDisplayTime: 1,
  showDisconnectNotification: true,
  allowInstall: false,
};

const look = {
  type: 'ui-theme',
  name: 'Default Theme',
  colors: {
    surface: '#24615a',
    primary: '#24615a',
    bgPage: '#eef2f1',
    groupBg: '#ffffff',
    groupOutline: '#dbe3e1',
  },
  sizes: {
    density: 'default',
    pagePadding: '12px',
    groupGap: '12px',
    groupBorderRadius: '4px',
    widgetGap: '12px',
  },
};
