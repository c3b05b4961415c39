/** A list of choices below a field, which a button beside the field opens: kept fresh while it is open. */

/**
 * Asks as long as the list is open, and ends by itself with the dialog.
 *
 * @template Answer
 * @template {object} Entry
 */
export class ChoiceList {
  isOpen = false;
  openedAt = 0;
  /** Which series of questions the list waits for: an answer to an earlier one is not shown. */
  series = 0;
  panel = $('<div class="esp8266-ws-list">');
  line = $('<p aria-live="polite">').appendTo(this.panel);
  list = $('<ul>').appendTo(this.panel);
  advice = $('<div>').appendTo(this.panel);

  /**
   * @param {JQuery} place the row of the field, with the button in it
   * @param {ChoiceSource<Answer, Entry>} source
   */
  constructor(place, source) {
    const { id, name } = source;
    this.source = source;
    this.button = place.find('.esp8266-ws-open');
    this.button.attr({ 'aria-controls': id, 'aria-label': name, title: name });
    this.button.on('click', () => this.toggle(!this.isOpen));
    this.list.on('click', 'button', ({ currentTarget }) => this.choose($(currentTarget).data('entry')));
    place.append(this.panel.attr('id', id)).on('keydown', (event) => this.onKey(event));
    this.toggle(false);
  }

  /** @param {boolean} isOpen */
  toggle(isOpen) {
    this.isOpen = isOpen;
    this.panel.toggle(isOpen);
    this.button.attr('aria-expanded', String(isOpen));
    this.restart();
  }

  /** Begins anew, with nothing in the list. */
  restart() {
    this.openedAt = performance.now();
    this.series += 1;
    this.show({ entries: [], sentence: this.source.waiting });
    this.ask(this.series, this.source.firstRestMs);
  }

  /**
   * @param {number} series
   * @param {number} rest until it asks again
   */
  ask(series, rest) {
    const isWanted = () => this.isOpen && series === this.series && this.panel.prop('isConnected');
    if (!isWanted()) return;
    const { obstacle, read, refused, restMs, url } = this.source;
    const askLater = () => setTimeout(() => this.ask(series, restMs), rest);
    const sentence = obstacle?.();
    if (sentence !== undefined) {
      this.show({ entries: [], sentence });
      askLater();
      return;
    }
    $.getJSON(url())
      .then(
        (answer) => isWanted() && this.show(read(answer, performance.now() - this.openedAt)),
        ({ status }) => isWanted() && this.show({ entries: [], sentence: refused(status) }),
      )
      .always(askLater);
  }

  /** @param {Choices<Entry>} choices */
  show({ advice, entries, sentence }) {
    // Said again only when it has changed, or a screen reader would repeat it each time.
    if (this.line.text() !== sentence) this.line.text(sentence);
    if (advice === undefined) this.advice.empty();
    else if (this.advice.is(':empty')) this.advice.append(advice());
    this.showRows(entries);
  }

  /**
   * What is there stays where it is, so that nobody chooses something else than meant.
   *
   * @param {readonly Entry[]} entries
   */
  showRows(entries) {
    const hadFocus = this.list.has(':focus').length > 0;
    const old = new Map(Array.from(this.list.children(), (row) => [$(row).data('key'), $(row)]));
    for (const entry of entries) {
      const key = this.source.keyOf(entry);
      const row =
        old.get(key) ?? $('<li><button type="button"></button></li>').data('key', key).appendTo(this.list);
      old.delete(key);
      this.fill(row.children(), entry);
    }
    for (const gone of old.values()) gone.remove();
    if (hadFocus && this.list.has(':focus').length === 0) this.button.trigger('focus');
  }

  /**
   * What has not changed is not drawn again under the mouse.
   *
   * @param {JQuery} button
   * @param {Entry} entry
   */
  fill(button, entry) {
    const isSame = JSON.stringify(button.data('entry')) === JSON.stringify(entry);
    button.data('entry', entry);
    if (!isSame) this.source.fill(button, entry);
  }

  /** @param {Entry} entry */
  choose(entry) {
    this.source.choose(entry);
    if (!this.source.staysOpen?.()) this.toggle(false);
  }

  /** @param {JQuery.KeyDownEvent} event */
  onKey(event) {
    // An event handler of jQuery that returns false stops the key.
    if (!this.isOpen) return;
    if (event.key === 'Escape' && !event.ctrlKey && !event.metaKey) {
      // The list ends, and not the dialog.
      event.stopPropagation();
      if (this.panel.has(':focus').length > 0) this.button.trigger('focus');
      this.toggle(false);
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const rows = this.list.find('button');
    const next = rows.index(rows.filter(':focus')) + (event.key === 'ArrowDown' ? 1 : -1);
    if (next < 0 || next >= rows.length) return;
    event.preventDefault();
    rows.eq(next).trigger('focus');
  }
}

/**
 * Fills a field as if the text was typed.
 *
 * @param {JQuery} field
 * @param {string | number} value
 */
export function enter(field, value) {
  return field.val(value).trigger('input').trigger('change');
}
