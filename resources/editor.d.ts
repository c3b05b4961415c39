/** As much of the editor as the dialogs use. */
declare const RED: {
  _(key: string, values?: Readonly<Record<string, unknown>>): string;
  readonly i18n: { lang(): string };
  readonly nodes: {
    eachConfig(visit: (node: ConfigNode) => void): void;
    node(id: string): { readonly valid?: boolean } | null;
    subflow(id: string | undefined): object | undefined;
  };
};

interface ConfigNode {
  readonly id: string;
  readonly type: string;
  /** Disabled. */
  readonly d?: boolean;
  readonly host?: string;
  readonly port: number | string;
}
