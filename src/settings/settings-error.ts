/** A setting that cannot work: names the field of the config node and says what to put there. */
export class SettingsError extends Error {
  readonly code = 'ERR_CONFIG';

  constructor(
    readonly field: string,
    remedy: string,
  ) {
    super(`${field}: ${remedy}`);
    this.name = 'SettingsError';
  }
}

/** What somebody typed, fit for a log: on one line, and not endless. */
export function quote(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
