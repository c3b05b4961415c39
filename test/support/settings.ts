import { readSettings, type Secrets, type Settings } from '../../src/settings.js';

/** Settings for a board on this machine, with times about a thirtieth of the defaults. */
export function shortSettings(
  port: number,
  saved: Readonly<Record<string, unknown>> = {},
  secrets: Secrets = {},
): Settings {
  return readSettings(
    {
      host: '127.0.0.1',
      port,
      confirmSeconds: 0.5,
      connectSeconds: 0.6,
      deadSeconds: 1.5,
      maxDelaySeconds: 0.3,
      minDelaySeconds: 0.05,
      pingSeconds: 0.5,
      ...saved,
    },
    secrets,
  );
}
