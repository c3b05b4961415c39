import type { RuntimeContext } from '../src/settings/board-settings.js';
import { mostHeaders } from '../src/settings/headers.js';

/** `header0` to `header15` hold the secret values of headers: the editor knows no list of credentials. */
export type Credentials = Pick<RuntimeContext, 'password' | 'user'> & {
  [header: `header${number}`]: string | undefined;
};

export const headerNames = Array.from({ length: mostHeaders }, (_, number) => `header${number}` as const);
