/** As much of the editor as the dialogs use. */
declare const RED: {
  _(key: string, values?: Readonly<Record<string, unknown>>): string;
  readonly i18n: { lang(): string };
  readonly nodes: { node(id: string): { readonly valid?: boolean } | null };
};
