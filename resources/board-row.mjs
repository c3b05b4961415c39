/** A row of the list of boards: a name, a host or a pattern, and a line below for what is to be said of them. */

import { isPattern, nameOf } from './hosts.mjs';

let rows = 0;

export class BoardRow {
  /** When it had the focus last, in milliseconds of the page; 0 for never. */
  focusedAt = 0;
  /** What was said last, and of which host. */
  said = '';
  line = $('<div class="esp8266-ws-board-line" aria-live="polite">').attr('id', `esp8266-ws-board-${rows++}`);

  /**
   * @param {JQuery} place
   * @param {Partial<HostEntry>} entry
   * @param {EditorNode} node
   */
  constructor(place, entry, node) {
    this.node = node;
    this.place = place;
    this.name = this.field('name');
    this.host = this.field('host').attr('placeholder', node._('placeholder.hostOrPattern'));
    place.addClass('esp8266-ws-board').data('row', this).append(this.name, this.host, this.line);
    place.on('focusin', () => {
      this.focusedAt = performance.now();
    });
    place
      .closest('li')
      .find('.red-ui-editableList-item-remove')
      .attr('aria-label', node._('label.removeBoard'));
    this.type({ host: '', ...entry });
  }

  /** @param {'host' | 'name'} key */
  field(key) {
    return $('<input type="text">')
      .addClass(`esp8266-ws-board-${key}`)
      .attr({ 'aria-label': this.node._(`label.${key}`), 'aria-describedby': String(this.line.attr('id')) });
  }

  /** @returns {HostEntry} what is typed; boards of a pattern have names of their own */
  get entry() {
    const host = String(this.host.val()).trim();
    const name = String(this.name.val()).trim();
    return name === '' || isPattern(host) ? { host } : { host, name };
  }

  /** @param {HostEntry} entry */
  type({ host, name = '' }) {
    this.host.val(host);
    this.name.val(name);
  }

  /**
   * Says what is to be said of it, again only when it has changed: each key in one row asks all of them.
   *
   * @param {string} sentence
   * @param {boolean} isFault
   */
  say(sentence, isFault) {
    const { host, node } = this;
    const typed = String(host.val()).trim();
    const said = [typed, isFault, sentence].join('\n');
    if (said === this.said) return;
    this.said = said;
    const byPattern = isPattern(typed);
    const usual = byPattern
      ? node._('placeholder.announced')
      : nameOf({ host: typed }) || node._('label.name');
    this.name.attr('placeholder', usual).prop('disabled', byPattern);
    host.attr('aria-invalid', String(isFault)).toggleClass('input-error', isFault);
    if (this.line.text() !== sentence) this.line.text(sentence);
    this.line.toggleClass('esp8266-ws-fault', isFault);
  }
}
