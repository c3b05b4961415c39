import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';

/** As much of axe-core, which is put into the page, as is used here. */
declare const axe: {
  run(
    context: { readonly include: Element; readonly exclude: string },
    options: object,
  ): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
};

const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What a person with another way to see or to type would stumble over, in a part of a page. */
export async function accessibilityFaults(part: Locator): Promise<string[]> {
  if (!(await part.page().evaluate(() => 'axe' in globalThis))) {
    await part.page().addScriptTag({ content: axeSource });
  }
  return part.evaluate(async (element) => {
    // The editor's body has no height of its own, from which axe would conclude that nothing in it is seen.
    document.body.style.minHeight = '100vh';
    // The editor's own fields, which keep a browser from filling in passwords, have no names.
    const context = { include: element, exclude: '[id^="red-ui-trap"]' };
    const { violations } = await axe.run(context, { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

/** Of each chart on a page, how many pixels are blank below all that it draws: none where the times of its axis are cut. */
export function roomBelowCharts(page: Page): Promise<number[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('canvas')].map((canvas) => {
      const { height, width } = canvas;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
      const last = data.findLastIndex((value, at) => at % 4 === 3 && value > 0);
      return height - 1 - Math.floor(last / (4 * width));
    }),
  );
}

/** What is cut off, lies upon something else, sticks out, or is still a key of the catalogue, in an open dialog. */
export function lookFaults(form: Locator): Promise<string[]> {
  return form.evaluate((root) => {
    const parts =
      'dd, dt, input, label, option, p, select, span, summary, .red-ui-button, div[class^="esp8266-ws-"]';
    const found = [...root.querySelectorAll<HTMLElement>(parts)].filter(
      (element) =>
        element.checkVisibility({ visibilityProperty: true }) && element.closest('.form-row, details'),
    );
    const nameOf = (element: Element) => `${element.id || element.textContent || element.className}`;
    const pen = document.createElement('canvas').getContext('2d')!;
    const widthOf = (text: string, { font }: CSSStyleDeclaration) => {
      pen.font = font;
      return pen.measureText(text).width;
    };
    const isClipped = (element: HTMLElement) => {
      if (element.matches('[type="checkbox"]')) return false;
      if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) return true;
      const style = getComputedStyle(element);
      const room =
        element.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
      if (element instanceof HTMLInputElement) return widthOf(element.placeholder, style) > room;
      // Chromium's arrow takes 20 px. What others have in their lists is not ours to word.
      if (!(element instanceof HTMLSelectElement) || element.nextElementSibling?.matches('.red-ui-button'))
        return false;
      return [...element.options].some(({ text }) => widthOf(text, style) > room - 20);
    };
    const boxes = found
      .filter((element) => !element.matches('option'))
      .map((element) => ({ box: element.getBoundingClientRect(), element }))
      .filter(({ box }) => box.width > 0 && box.height > 0);
    const edge = root.getBoundingClientRect();
    const overlaps = boxes.flatMap((one, at) =>
      boxes
        .slice(at + 1)
        .filter(
          (other) =>
            !one.element.contains(other.element) &&
            !other.element.contains(one.element) &&
            Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left) > 1 &&
            Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top) > 1,
        )
        .map((other) => `overlap: ${nameOf(one.element)} | ${nameOf(other.element)}`),
    );
    const key =
      /\b(?:advice|answers|cause|emit|error|format|found|host|label|meaning|note|now|placeholder|send|sketch|takes|test|topics|unconfirmed|unit|whileAway)\.[a-zA-Z]|__\w+__/;
    return [
      ...found.filter(isClipped).map((element) => `clipped: ${nameOf(element)}`),
      ...overlaps,
      ...boxes
        .filter(({ box }) => box.left < edge.left || box.right > edge.right + 1)
        .map(({ element }) => `out: ${nameOf(element)}`),
      ...found
        .flatMap((element) => [element.innerText, element.getAttribute('placeholder')])
        .filter((text) => key.test(text ?? ''))
        .map((text) => `untranslated: ${text}`),
    ];
  });
}
