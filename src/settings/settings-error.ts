/** What is wrong with a setting, in a word: its sentence is `error.<problem>` in the catalogues, which the dialogs show, too. */
export type SettingsProblem =
  | 'boardDisabled'
  | 'boardGone'
  | 'boardMissing'
  | 'boardUnfit'
  | 'boolean'
  | 'choice'
  | 'deadSeconds'
  | 'headerEmpty'
  | 'headerLogin'
  | 'headerName'
  | 'headerRefused'
  | 'headersList'
  | 'headersMany'
  | 'headerTwice'
  | 'headerValue'
  | 'hostEmpty'
  | 'hostName'
  | 'hostNumbers'
  | 'hostPath'
  | 'hostPort'
  | 'hostScheme'
  | 'hostsMany'
  | 'hostTwice'
  | 'hostUser'
  | 'hostVariable'
  | 'hostZeros'
  | 'hostZone'
  | 'integer'
  | 'maxDelaySeconds'
  | 'nameTwice'
  | 'nameUnfit'
  | 'passwordLong'
  | 'pathCharacters'
  | 'pathStart'
  | 'patternUnfit'
  | 'range'
  | 'subprotocol'
  | 'text'
  | 'tlsMissing'
  | 'topic'
  | 'topicFormat'
  | 'userColon'
  | 'userMissing';

/** A setting that cannot work: names its field, and what is wrong with it for a sentence that says what to put there. */
export class SettingsError extends Error {
  readonly code = 'ERR_CONFIG';

  /** @param values what the sentence can name */
  constructor(
    readonly field: string,
    readonly problem: SettingsProblem,
    readonly values: Readonly<Record<string, string | number>> = {},
  ) {
    super(`${field}: ${problem}`);
    this.name = 'SettingsError';
  }
}

/**
 * What somebody typed or a board has sent, fit for a sentence: on one line, not endless, and with nothing that looks like a
 * gap to fill (`__name__`), which a catalogue would fill again and again.
 */
export function quote(text: string): string {
  return JSON.stringify(text.slice(0, 80)).replaceAll('__', '_\\u005f');
}
