import type { ConnectionSettings } from '../../src/link/connection-settings.js';
import { type RuntimeContext, readBoardSettings } from '../../src/settings/board-settings.js';

/** Times about a thirtieth of the defaults, as the editor saves them. */
export const shortTimes = {
  confirmSeconds: 0.5,
  connectSeconds: 0.6,
  deadSeconds: 1.5,
  maxDelaySeconds: 0.3,
  minDelaySeconds: 0.05,
  pingSeconds: 0.5,
};

/** Settings for a board on this machine, with short times. */
export function shortSettings(
  port: number,
  saved: Readonly<Record<string, unknown>> = {},
  secrets: RuntimeContext = {},
): ConnectionSettings {
  return readBoardSettings({ host: '127.0.0.1', port, ...shortTimes, ...saved }, secrets);
}
