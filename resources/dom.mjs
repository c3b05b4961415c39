/** Elements that are drawn once, and of which later only what has changed is touched. */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [className]
 * @param {...(Node | string)} children texts are text, never HTML
 */
export function element(tag, className = '', ...children) {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...children);
  return made;
}

/**
 * @param {string} tag
 * @param {Readonly<Record<string, string | number>>} attributes
 * @param {...Node} children
 */
export function svg(tag, attributes, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/**
 * A button as the editor's small ones.
 *
 * @param {string} icon of Font Awesome
 * @param {string} label
 * @param {() => void} onPress
 */
export function button(icon, label, onPress) {
  const made = element(
    'button',
    'red-ui-button red-ui-button-small esp8266-ws-button',
    iconOf(icon),
    ' ',
    element('span', '', label),
  );
  made.type = 'button';
  made.addEventListener('click', onPress);
  return made;
}

/** @param {string} icon */
export function iconOf(icon) {
  const made = element('i', `fa ${icon}`);
  made.setAttribute('aria-hidden', 'true');
  return made;
}

/**
 * Said again only when it has changed, or a screen reader would repeat it each time.
 *
 * @param {Node} place
 * @param {string} text
 */
export function setText(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

/**
 * @param {Element} place
 * @param {string} name
 * @param {string | number} value
 */
export function setAttribute(place, name, value) {
  if (place.getAttribute(name) !== String(value)) place.setAttribute(name, String(value));
}

/** A list of which each item is drawn by one view, found again by its key. */
export class KeyedList {
  /** @type {Map<string, { readonly root: HTMLElement, update(item: any): void }>} */
  views = new Map();

  /**
   * @param {Element} place
   * @param {(item: any) => string} keyOf
   * @param {(item: any) => { readonly root: HTMLElement, update(item: any): void }} make
   */
  constructor(place, keyOf, make) {
    this.place = place;
    this.keyOf = keyOf;
    this.make = make;
  }

  /** @param {readonly unknown[]} items */
  update(items) {
    const keyed = new Map(items.map((item) => [this.keyOf(item), item]));
    const old = this.views;
    this.views = new Map();
    // First, or each row after one that has gone would be moved, and lose its focus.
    for (const [key, { root }] of old) if (!keyed.has(key)) root.remove();
    /** @type {Element | null} */
    let next = this.place.firstElementChild;
    for (const [key, item] of keyed) {
      const view = old.get(key) ?? this.make(item);
      this.views.set(key, view);
      view.update(item);
      if (view.root === next) next = next.nextElementSibling;
      else this.place.insertBefore(view.root, next);
    }
  }
}
