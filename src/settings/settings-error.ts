/** What is wrong with a setting, in a word: its sentence is `error.<problem>` in the catalogues, which the dialogs show, too. */
export type SettingsProblem =
  | 'boardDisabled'
  | 'boardGone'
  | 'boardMissing'
  | 'boardUnfit'
  | 'boolean'
  | 'choice'
  | 'deadSeconds'
  | 'hostEmpty'
  | 'hostName'
  | 'hostPath'
  | 'hostPort'
  | 'hostScheme'
  | 'hostUser'
  | 'hostVariable'
  | 'hostZone'
  | 'integer'
  | 'maxDelaySeconds'
  | 'passwordLong'
  | 'pathCharacters'
  | 'pathStart'
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

/** What somebody typed, fit for a log: on one line, and not endless. */
export function quote(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
