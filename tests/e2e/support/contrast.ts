// SPDX-License-Identifier: Apache-2.0
//
// Finds text that is hard to read: WCAG 2.2's contrast of each text with the nearest painted ground under it; of a gradient,
// with its worst colour. A script for the browser, which returns what is below 7:1.

export const lowContrast = `(() => {
  const least = 7;
  const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const channel = (value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const luminance = ([red, green, blue]) => 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
  const contrast = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const grounds = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const style = getComputedStyle(each);
      const stops = (style.backgroundImage.match(/rgba?\\([^)]*\\)/g) ?? []).map(parse);
      if (stops.length > 0) return stops;
      const colour = parse(style.backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return [colour];
    }
    return [[255, 255, 255]];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const element = walker.currentNode.parentElement;
    if (text === '' || !element.checkVisibility() || element.closest('script, style')) continue;
    const colour = parse(getComputedStyle(element).color);
    const worst = Math.min(...grounds(element).map((ground) => contrast(colour, ground)));
    if (worst < least) found.push(text.slice(0, 40) + ' ' + worst.toFixed(2));
  }
  return found;
})()`;
