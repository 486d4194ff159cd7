import { charge } from './meter.ts';
import { capitalize } from './methods/casing.ts';
import { toCount } from './values/convert.ts';
import { truth } from './values/iteration.ts';
import { bind, signature } from './values/signature.ts';
import { type Arguments, Markup, type Value } from './values/value.ts';

const WORDS = (
  'ad adipiscing aliquam amet ante arcu at auctor augue bibendum blandit commodo condimentum congue consectetuer ' +
  'cras cubilia cursus dapibus diam dictum dignissim dolor donec dui egestas eget elit enim erat eros est et eu ' +
  'facilisi fames felis fermentum feugiat fringilla fusce gravida habitant iaculis id in integer ipsum justo lacus ' +
  'laoreet lectus leo ligula lobortis lorem luctus maecenas magna malesuada massa mattis mauris metus mi mollis morbi ' +
  'nam nec neque nibh nisi non nulla nunc odio orci ornare pede pharetra placerat porta posuere primis pulvinar purus ' +
  'quam quis rhoncus risus rutrum sagittis sapien sed sem senectus sit sociis suscipit tellus tempor tincidunt tortor ' +
  'tristique turpis ultrices urna ut varius vel velit vestibulum vitae vivamus volutpat vulputate'
).split(' ');

const SIGNATURE = signature('n? html? min? max?');

const between = (low: number, high: number) => low + Math.floor(Math.random() * Math.max(1, high - low));

/** `lipsum(n, html, min, max)`: paragraphs of dummy text, by chance. */
export function loremIpsum(args: Arguments): Value {
  const [n = 5n, html = true, min = 20n, max = 100n] = bind('lipsum', SIGNATURE, args);
  const paragraphs: string[] = [];
  for (let index = 0; index < toCount(n); index += 1) paragraphs.push(paragraph(between(toCount(min), toCount(max))));
  if (!truth(html)) return paragraphs.join('\n\n');
  return new Markup(paragraphs.map((text) => `<p>${text}</p>`).join('\n'));
}

function paragraph(count: number): string {
  charge(8 * (count + 1));
  const sentences: string[] = [];
  for (let left = count; left > 0; ) {
    const size = Math.min(left, between(8, 16));
    const words = Array.from({ length: size }, () => WORDS[between(0, WORDS.length)] ?? 'lorem');
    sentences.push(`${capitalize(words.join(' '))}.`);
    left -= size;
  }
  return sentences.join(' ');
}
