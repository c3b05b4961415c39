import type { ConnectionSettings } from '../../src/link/connection-settings.js';
import { type RuntimeContext, readBoardSettings } from '../../src/settings/board-settings.js';

/**
 * Times as the editor saves them: waits of about a thirtieth of the defaults. What takes only moments where all is well has a third,
 * so that a busy machine calls nothing lost.
 */
export const shortTimes = {
  confirmSeconds: 5,
  connectSeconds: 6,
  deadSeconds: 15,
  maxDelaySeconds: 0.3,
  minDelaySeconds: 0.05,
  pingSeconds: 5,
};

/** For a test that waits until a board is pinged, or until its silence is noticed. */
export const shortPings = { deadSeconds: 1.5, pingSeconds: 0.5 };

/** For a test that waits until a message ends unknown. */
export const shortConfirm = { confirmSeconds: 0.5 };

/** For a test that waits until an attempt ends without an answer. */
export const shortConnect = { connectSeconds: 0.6 };

/** Settings for a board on this machine, with short times. */
export function shortSettings(
  port: number,
  saved: Readonly<Record<string, unknown>> = {},
  secrets: RuntimeContext = {},
): ConnectionSettings {
  return readBoardSettings({ host: '127.0.0.1', port, ...shortTimes, ...saved }, secrets);
}
